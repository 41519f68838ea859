//! Buckets for states, created where they are missing: private, encrypted, versioned, reached through TLS alone.

use landform_plan::Backend;
use serde_json::{Value as Json, json};

use crate::bucket::Bucket;
use crate::fault::{AwsFault, FaultKind};
use crate::http::Response;
use crate::session::Aws;
use crate::settings::Settings;
use crate::xml;

/// The name space of S3's documents.
const SPACE: &str = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

/// What became of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It was there; nothing was changed.
    Before,
    /// It was created.
    Now,
    /// It was there, empty and without versions, as an interrupted creation leaves it, and was completed.
    Completed,
}

/// Creates the bucket of a backend if it is missing; `tls_only` says whether the cloud heeds conditions in policies.
///
/// The settings of Terragrunt for buckets (`skip_bucket_versioning` …) are heeded.
///
/// # Errors
/// Says what could not be done; doing it again completes it.
pub fn create_bucket_if_missing(
    aws: &Aws<'_>,
    backend: &Backend,
    tls_only: bool,
) -> Result<Created, AwsFault> {
    let name = backend.text("bucket").ok_or_else(|| {
        AwsFault::new(FaultKind::Settings, format!("`{backend}` has no `bucket`"))
            .hint("set it in `remote_state`")
    })?;
    let settings = Settings::of(&backend.config);
    let session = aws.session(&settings)?;
    crate::accounts::check_account(aws, &settings)?;
    let bucket = Bucket::new(&session, name)?;
    let what = format!("look for the bucket `{name}`");
    let found = bucket.about(&what, "HEAD", None, None)?;
    let created = match found.status {
        200 if is_complete(&bucket, name, backend)? => return Ok(Created::Before),
        200 => Created::Completed,
        404 => create(&bucket, name)?,
        _ => return Err(head_fault(&bucket, &what, &found)),
    };
    secure(&bucket, name, backend, tls_only)?;
    Ok(created)
}

/// A bucket that others own answers as one that is forbidden.
fn head_fault(bucket: &Bucket<'_>, what: &str, answer: &Response) -> AwsFault {
    let fault = bucket.fault(what, answer);
    if answer.status == 403 {
        return fault.hint(
            "either these credentials do not suffice, or the bucket is somebody else's: then choose another name",
        );
    }
    fault
}

/// Versions are switched on last, so a bucket that has them is complete; one with content is left as it is.
fn is_complete(bucket: &Bucket<'_>, name: &str, backend: &Backend) -> Result<bool, AwsFault> {
    if backend.flag("skip_bucket_versioning") {
        return Ok(true);
    }
    let what = format!("look at the bucket `{name}`");
    let ask = |subresource| {
        let answer = bucket.about(&what, "GET", Some(subresource), None)?;
        if answer.is_success() {
            Ok(String::from_utf8_lossy(&answer.body).into_owned())
        } else {
            Err(bucket.fault(&what, &answer))
        }
    };
    let is_versioned = xml::text(&ask(("versioning", ""))?, "Status").is_some();
    Ok(is_versioned || xml::text(&ask(("max-keys", "1"))?, "Key").is_some())
}

fn create(bucket: &Bucket<'_>, name: &str) -> Result<Created, AwsFault> {
    let what = format!("create the bucket `{name}`");
    // The first region is the one that must not be named.
    let body = (bucket.region() != "us-east-1").then(|| {
        format!(
            "<CreateBucketConfiguration {SPACE}><LocationConstraint>{}</LocationConstraint></CreateBucketConfiguration>",
            xml::escaped(bucket.region())
        )
    });
    let answer = bucket.about(&what, "PUT", None, body)?;
    let fault = || bucket.fault(&what, &answer);
    if answer.is_success() {
        return Ok(Created::Now);
    }
    match fault().code.as_str() {
        // Somebody with the same credentials was faster.
        "BucketAlreadyOwnedByYou" => Ok(Created::Completed),
        "BucketAlreadyExists" => {
            Err(fault().hint("the bucket is somebody else's: choose another name"))
        }
        _ => Err(fault()),
    }
}

fn secure(
    bucket: &Bucket<'_>,
    name: &str,
    backend: &Backend,
    tls_only: bool,
) -> Result<(), AwsFault> {
    let set = |what: &str, resource: &str, body: String| {
        bucket.set(&format!("{what} the bucket `{name}`"), Some((resource, "")), Some(body))
    };
    if !backend.flag("skip_bucket_public_access_blocking") {
        let blocks =
            ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
                .map(|block| format!("<{block}>true</{block}>"))
                .concat();
        let body = format!(
            "<PublicAccessBlockConfiguration {SPACE}>{blocks}</PublicAccessBlockConfiguration>"
        );
        set("keep the public out of", "publicAccessBlock", body)?;
    }
    if !backend.flag("skip_bucket_ssencryption") {
        set("encrypt", "encryption", encryption(backend))?;
    }
    if tls_only && !backend.flag("skip_bucket_enforced_tls") {
        set("allow TLS alone for", "policy", tls_policy(name, bucket.region()).to_string())?;
    }
    if let Some(tags) = tags(backend) {
        set("tag", "tagging", tags)?;
    }
    if !backend.flag("skip_bucket_versioning") {
        let body = format!(
            "<VersioningConfiguration {SPACE}><Status>Enabled</Status></VersioningConfiguration>"
        );
        set("keep versions in", "versioning", body)?;
    }
    Ok(())
}

fn encryption(backend: &Backend) -> String {
    let key = backend.text("bucket_sse_kms_key_id");
    let default = if key.is_some() { "aws:kms" } else { "AES256" };
    let algorithm = xml::escaped(backend.text("bucket_sse_algorithm").unwrap_or(default));
    let key = key.map_or_else(String::new, |key| {
        format!("<KMSMasterKeyID>{}</KMSMasterKeyID>", xml::escaped(key))
    });
    format!(
        "<ServerSideEncryptionConfiguration {SPACE}><Rule><ApplyServerSideEncryptionByDefault>\
         <SSEAlgorithm>{algorithm}</SSEAlgorithm>{key}</ApplyServerSideEncryptionByDefault>\
         <BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"
    )
}

fn tls_policy(name: &str, region: &str) -> Json {
    let partition = match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ if region.starts_with("eusc-") => "aws-eusc",
        _ if region.starts_with("us-isob-") => "aws-iso-b",
        _ if region.starts_with("us-isof-") => "aws-iso-f",
        _ if region.starts_with("eu-isoe-") => "aws-iso-e",
        _ if region.starts_with("us-iso-") => "aws-iso",
        _ => "aws",
    };
    let arn = format!("arn:{partition}:s3:::{name}");
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, format!("{arn}/*")],
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }],
    })
}

fn tags(backend: &Backend) -> Option<String> {
    let tags = backend.config.get("s3_bucket_tags")?.as_object()?;
    let tags: String = tags
        .iter()
        .filter_map(|(key, value)| {
            let (key, value) = (xml::escaped(key), xml::escaped(value.as_str()?));
            Some(format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>"))
        })
        .collect();
    (!tags.is_empty()).then(|| format!("<Tagging {SPACE}><TagSet>{tags}</TagSet></Tagging>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_name_the_partition() {
        for (region, arn) in [
            ("eu-west-1", "arn:aws:s3:::b"),
            ("cn-north-1", "arn:aws-cn:s3:::b"),
            ("us-gov-west-1", "arn:aws-us-gov:s3:::b"),
            ("us-isob-east-1", "arn:aws-iso-b:s3:::b"),
        ] {
            let policy = tls_policy("b", region);
            let resources = &policy["Statement"][0]["Resource"];
            assert_eq!(resources, &json!([arn, format!("{arn}/*")]));
        }
    }

    #[test]
    fn heeds_the_settings_of_terragrunt() {
        let Json::Object(config) = json!({
            "bucket_sse_kms_key_id": "alias/<k>", "s3_bucket_tags": {"owner": "a&b", "n": 1}
        }) else {
            panic!()
        };
        let backend = Backend { kind: "s3".to_owned(), config };
        assert!(encryption(&backend).contains(
            "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/&lt;k&gt;</KMSMasterKeyID>"
        ));
        assert!(
            tags(&backend)
                .unwrap()
                .contains("<TagSet><Tag><Key>owner</Key><Value>a&amp;b</Value></Tag></TagSet>")
        );
        let plain = Backend { kind: "s3".to_owned(), config: serde_json::Map::new() };
        assert!(encryption(&plain).contains("<SSEAlgorithm>AES256</SSEAlgorithm></Apply"));
        assert_eq!(tags(&plain), None);
    }
}
