//! The two questions that the real provider puts to AWS while it plans the catalog, answered on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::111111111111:root</Arn><UserId>111111111111</UserId><Account>111111111111</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

/// Starts to listen and returns the address; it answers until the tests end.
pub(crate) fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Who hangs up does not want an answer.
            thread::spawn(move || drop(answer(stream)));
        }
    });
    address
}

fn answer(stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let lower = line.trim().to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if lower.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body);
    let (status, text) = if body.contains("Action=GetCallerIdentity") {
        ("200 OK", IDENTITY.to_owned())
    } else if body.contains("Action=DescribeAvailabilityZones") {
        ("200 OK", zones())
    } else {
        println!("nobody answers {body}");
        ("400 Bad Request", "<Response/>".to_owned())
    };
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
        text.len()
    )
}

fn zones() -> String {
    let zone = |(number, letter): (usize, char)| {
        format!(
            "<item><zoneName>eu-west-1{letter}</zoneName><zoneState>available</zoneState>\
             <zoneId>euw1-az{}</zoneId><regionName>eu-west-1</regionName>\
             <groupName>eu-west-1</groupName><networkBorderGroup>eu-west-1</networkBorderGroup>\
             <optInStatus>opt-in-not-required</optInStatus><zoneType>availability-zone</zoneType></item>",
            number + 1
        )
    };
    let items: String = "abc".chars().enumerate().map(zone).collect();
    format!(
        "<DescribeAvailabilityZonesResponse><availabilityZoneInfo>{items}</availabilityZoneInfo>\
         </DescribeAvailabilityZonesResponse>"
    )
}
