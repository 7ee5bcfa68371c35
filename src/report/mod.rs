//! Finished data → files. A sink gets results and a place to write; it never sees a setting that
//! changes a number.

pub mod codebook;
pub mod course;
pub mod folder;
pub mod manifest;
mod measures;
mod rows;
pub mod schema;
pub mod summary;
pub mod table;
pub mod writer;

pub use folder::{FolderError, Overwrite, ReportFolder};
pub use manifest::Manifest;
pub use rows::{MadeRows, RowMaker};
pub use table::{Cell, TableFormat, TableOptions, TableWriter};
pub use writer::{Destination, DocumentRow, ReportWriter, Wanted};
