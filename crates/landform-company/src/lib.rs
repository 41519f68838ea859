//! The company file: its schema, its defaults and its validation.

mod cidr;
mod grammar;
mod learned;
mod model;
pub mod names;
mod profile;
mod question;
mod region;
mod resolve;
mod schema;
mod section;

use landform_diag::{Diagnostics, Source};

pub use cidr::Cidr;
pub use grammar::Grammar;
pub use learned::{Learned, with_learned};
pub use model::{
    Access, Account, Bucket, Cache, Capacity, Certificate, Check, Company, Compute, Connection,
    Contact, Database, Environment, Image, Organization, PrivateCa, Role, Secret, Service,
    SharedSecret, Size, Slack, Task, Vpn,
};
pub use question::{Answers, Question, company_file, questions};
pub use region::{REGIONS, Region, region};
pub use resolve::DEFAULTS;
pub use schema::{
    ACCESS, AttributeSchema, BlockSchema, Default, Kind, ROLES, SIZES, USER_GROUPS, json_schema,
    reference, schema,
};

/// Returns the company that a file describes, and all that is wrong with the file; there is no company if anything is an error.
pub fn parse_company(source: &Source) -> (Option<Company>, Diagnostics) {
    let mut faults = Diagnostics::default();
    let company = faults.keep(landform_hcl::parse(source)).and_then(|document| {
        let sections = section::read(source, document.body(), &mut faults);
        resolve::resolve(sections, source, &mut faults)
    });
    (company.filter(|_| !faults.has_errors()), faults.sorted())
}
