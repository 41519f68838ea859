//! What exists in an emulator, asked of itself: not of an engine, a provider or the command.

use std::io;

use serde_json::Value as Json;

use crate::http::{Ask, ask};
use crate::moto::Moto;

/// The region of everything that is asked for.
const REGION: &str = "eu-west-1";

/// Type, action, filter and the element with the id of what EC2 has.
const EC2: [(&str, &str, &str, &str); 3] = [
    ("aws_vpc", "DescribeVpcs", "cidr", "vpcId"),
    ("aws_subnet", "DescribeSubnets", "cidr-block", "subnetId"),
    ("aws_eip", "DescribeAddresses", "", "allocationId"),
];

impl Moto {
    /// Returns type and id of the networks and subnets with an address range, the addresses and the parameters, sorted.
    ///
    /// # Errors
    ///
    /// Fails if the emulator does not answer, or answers with an error.
    pub fn objects(&self, ranges: &[&str]) -> io::Result<Vec<(String, String)>> {
        let mut objects = Vec::new();
        for (ty, action, filter, element) in EC2 {
            let mut query = format!("/?Action={action}&Version=2016-11-15");
            if !filter.is_empty() {
                query.push_str(&format!("&Filter.1.Name={filter}"));
                for (index, range) in (1..).zip(ranges) {
                    query.push_str(&format!("&Filter.1.Value.{index}={range}"));
                }
            }
            let text = self.service("ec2", "GET", &query, &[], "")?;
            objects.extend(elements(&text, element).map(|id| (ty.to_owned(), id.to_owned())));
        }
        let headers = [
            ("X-Amz-Target", "AmazonSSM.DescribeParameters"),
            ("Content-Type", "application/x-amz-json-1.1"),
        ];
        let text = self.service("ssm", "POST", "/", &headers, r#"{"MaxResults": 50}"#)?;
        let parameters: Json = serde_json::from_str(&text)?;
        let parameters = parameters.get("Parameters").and_then(Json::as_array);
        let names = parameters.into_iter().flatten().filter_map(|one| one.get("Name")?.as_str());
        objects.extend(names.map(|name| ("aws_ssm_parameter".to_owned(), name.to_owned())));
        objects.sort();
        Ok(objects)
    }

    /// Returns the keys in a bucket; none if there is no such bucket.
    ///
    /// # Errors
    ///
    /// Fails if the emulator does not answer, or answers with an error.
    pub fn keys(&self, bucket: &str) -> io::Result<Vec<String>> {
        match self.service(&format!("{bucket}.s3"), "GET", "/?list-type=2", &[], "") {
            Ok(text) => Ok(elements(&text, "Key").map(str::to_owned).collect()),
            Err(error) if error.to_string().contains("NoSuchBucket") => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Returns an object of a bucket.
    ///
    /// # Errors
    ///
    /// Fails if the emulator does not answer, or answers with an error.
    pub fn object(&self, bucket: &str, key: &str) -> io::Result<String> {
        self.service(&format!("{bucket}.s3"), "GET", &format!("/{key}"), &[], "")
    }

    /// Asks a service; the emulator does not check signatures.
    fn service(
        &self,
        service: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<String> {
        let host = format!("{service}.{REGION}.amazonaws.com");
        let name = service.rsplit('.').next().unwrap_or(service);
        let credential = format!(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/{REGION}/{name}/aws4_request, SignedHeaders=host, Signature=x"
        );
        let mut all = vec![("Authorization", credential.as_str())];
        all.extend(headers);
        let target = format!("http://{host}{path}");
        let request = Ask { method, target: &target, host: &host, headers: &all, body };
        match ask(self.port(), request)? {
            (200, text) => Ok(text),
            (status, text) => Err(io::Error::other(format!("moto answers {status}: {text}"))),
        }
    }
}

/// Returns the texts of all elements of a name.
fn elements<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts: Vec<&str> = text.split(&open).skip(1).collect();
    parts.into_iter().filter_map(move |part| part.split(&close).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_name() {
        let text = "<a><id>1</id><b><id>2</id></b></a>";
        assert_eq!(elements(text, "id").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(elements(text, "x").count(), 0);
    }
}
