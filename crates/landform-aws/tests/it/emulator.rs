//! States, locks and buckets in an emulator of AWS, with an unmodified engine beside us; left out where there is none.
