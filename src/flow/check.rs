//! Low form to `Flow`, or faults that point at file, line and column. It refuses to know files and clocks.
