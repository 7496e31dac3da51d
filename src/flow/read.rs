//! The text of a flow file to its low form, with positions. It refuses to know what makes a flow sound.
