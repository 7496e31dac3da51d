//! The worker loop: claims due jobs and hands them to the desk. It refuses to know what a job does.
