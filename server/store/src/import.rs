//! Writing what an importer reads. Being written.
