//! Tests of the whole page on estates as companies have them.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{NODE_HEIGHT, NODE_WIDTH};
use super::estate::Estate;
use super::picture::Picture;
use super::*;
use crate::report::{AccountReport, UnitReport};

const REGION: &str = "eu-central-1";

/// The units of an environment: path, module, paths of what they need (`!` starts at the root), types.
const ENVIRONMENT: [(&str, &str, &str, &str); 10] = [
    (
        "vpc",
        "vpc",
        "!alarms",
        "aws_vpc aws_subnet*9 aws_route_table*5 aws_nat_gateway*3 aws_eip*3 aws_flow_log aws_network_acl*3 aws_vpc_endpoint*4 aws_kms_key aws_iam_role",
    ),
    (
        "dns-public",
        "dns-zone",
        "!alarms",
        "aws_route53_zone aws_route53_record*3 aws_acm_certificate aws_acm_certificate_validation",
    ),
    ("dns-private", "dns-zone", "vpc !alarms", "aws_route53_zone"),
    (
        "alb-public",
        "alb",
        "vpc dns-public !alarms !!logs/eu-central-1/log-archive",
        "aws_lb aws_lb_listener*2 aws_route53_record aws_security_group aws_wafv2_web_acl_association aws_cloudwatch_metric_alarm*3",
    ),
    (
        "alb-internal",
        "alb",
        "vpc dns-private !alarms !!logs/eu-central-1/log-archive",
        "aws_lb aws_lb_listener*2 aws_route53_record aws_security_group aws_cloudwatch_metric_alarm*3",
    ),
    (
        "ecs-cluster",
        "ecs-cluster",
        "vpc !alarms",
        "aws_ecs_cluster aws_ecs_capacity_provider aws_autoscaling_group aws_launch_template aws_iam_role aws_kms_key aws_cloudwatch_log_group*2",
    ),
    (
        "databases/main",
        "aurora",
        "vpc !alarms",
        "aws_rds_cluster aws_rds_cluster_instance*2 aws_db_subnet_group aws_kms_key aws_security_group aws_cloudwatch_metric_alarm*6",
    ),
    (
        "caches/main",
        "redis",
        "vpc !alarms",
        "aws_elasticache_replication_group aws_elasticache_user*2 aws_elasticache_subnet_group aws_kms_key aws_security_group",
    ),
    (
        "services/web",
        "ecs-service",
        "vpc ecs-cluster alb-public databases/main caches/main !alarms !!shared-services/eu-central-1/ecr",
        "aws_ecs_service aws_ecs_task_definition aws_appautoscaling_target aws_appautoscaling_policy*2 aws_lb_target_group aws_lb_listener_rule aws_iam_role*2 aws_cloudwatch_metric_alarm*5",
    ),
    (
        "services/api",
        "ecs-service",
        "vpc ecs-cluster alb-internal databases/main caches/main !alarms !!shared-services/eu-central-1/ecr",
        "aws_ecs_service aws_ecs_task_definition aws_appautoscaling_target aws_appautoscaling_policy*2 aws_lb_target_group aws_lb_listener_rule aws_iam_role*2 aws_cloudwatch_metric_alarm*5",
    ),
];

const BASELINE: &str = "aws_iam_account_alias aws_iam_account_password_policy aws_accessanalyzer_analyzer*2 aws_ebs_encryption_by_default aws_s3_account_public_access_block aws_kms_key aws_kms_alias";
const ALARMS: &str =
    "aws_sns_topic aws_sns_topic_policy aws_sns_topic_subscription*2 aws_kms_key aws_kms_alias";
const ARCHIVE: &str = "aws_s3_bucket*2 aws_s3_bucket_policy*2 aws_s3_bucket_versioning*2 aws_s3_bucket_logging aws_kms_key aws_kms_alias";
const REGISTRY: &str = "aws_ecr_repository*2 aws_ecr_lifecycle_policy*2 aws_ecr_repository_policy*2 aws_kms_key aws_cloudwatch_event_rule";

fn unit(account: &str, below: &str, module: &str, edges: Vec<String>, types: &str) -> UnitReport {
    let types: BTreeMap<String, usize> = types
        .split_whitespace()
        .map(|word| {
            let (name, count) = word.split_once('*').unwrap_or((word, "1"));
            (name.to_owned(), count.parse().unwrap())
        })
        .collect();
    let resources = types.values().sum();
    UnitReport {
        path: format!("{account}/{REGION}/{below}"),
        account: account.to_owned(),
        region: REGION.to_owned(),
        module: module.to_owned(),
        edges,
        resources,
        types,
        seconds: 0.4 + f64::from(u32::try_from(resources).unwrap()) * 0.07,
        ..UnitReport::default()
    }
}

fn environment(account: &str, name: &str) -> Vec<UnitReport> {
    let units = ENVIRONMENT.iter().map(|(below, module, needs, types)| {
        let edges = needs.split_whitespace().map(|need| match need.strip_prefix('!') {
            Some(rest) => rest
                .strip_prefix('!')
                .map_or_else(|| format!("{account}/{REGION}/{rest}"), str::to_owned),
            None => format!("{account}/{REGION}/{name}/{need}"),
        });
        unit(account, &format!("{name}/{below}"), module, edges.collect(), types)
    });
    units.collect()
}

/// Returns the report of a company with seven accounts, or with more environments.
fn estate(environments: &[&str]) -> Report {
    let mut units = Vec::new();
    let fixed = ["management", "security", "logs", "shared-services"];
    for account in fixed.iter().chain(environments) {
        let archive = format!("logs/{REGION}/log-archive");
        let needs = if *account == "logs" { Vec::new() } else { vec![archive] };
        units.push(unit(account, "account-baseline", "account-baseline", needs, BASELINE));
        units.push(unit(account, "alarms", "alarms-topic", Vec::new(), ALARMS));
    }
    units.push(unit("logs", "log-archive", "log-archive", Vec::new(), ARCHIVE));
    let alarms = vec![format!("shared-services/{REGION}/alarms")];
    units.push(unit("shared-services", "ecr", "ecr", alarms, REGISTRY));
    for account in environments {
        units.extend(environment(account, account));
    }
    units.sort_by(|one, two| one.path.cmp(&two.path));
    finished(units)
}

/// Returns the report of the units with its totals.
fn finished(units: Vec<UnitReport>) -> Report {
    let mut accounts: BTreeMap<String, AccountReport> = BTreeMap::new();
    for unit in &units {
        let number = accounts.len() + 1;
        let account = accounts.entry(unit.account.clone()).or_insert_with(|| AccountReport {
            id: format!("{:012}", number * 111_111_111_111 % 999_999_999_999),
            ..AccountReport::default()
        });
        account.units += 1;
        account.resources += unit.resources;
    }
    Report {
        name: "acme".to_owned(),
        engine: "OpenTofu 1.10.0".to_owned(),
        success: units.iter().all(|unit| Outcome::of(unit) == Outcome::Passed),
        resources_created: units.iter().map(|unit| unit.resources).sum(),
        second_plan_changes: units.iter().map(|unit| unit.second_plan.len()).sum(),
        resources_left: Some(0),
        wall_seconds: 38.21,
        cpu_seconds: 71.4,
        peak_rss_bytes: 412_345_678,
        accounts,
        units,
    }
}

fn company() -> Report {
    estate(&["dev", "stage", "prod"])
}

/// Returns a report with a failure, what it kept from being reached, and a change at the second plan.
fn broken() -> Report {
    let mut report = company();
    for unit in &mut report.units {
        match unit.path.as_str() {
            "prod/eu-central-1/prod/databases/main" => {
                unit.error = Some(
                    "creating RDS Cluster (prod-main):\n  invalid engine version `99.1`".to_owned(),
                );
                (unit.resources, unit.types) = (0, BTreeMap::new());
            }
            "prod/eu-central-1/prod/services/web" | "prod/eu-central-1/prod/services/api" => {
                unit.skipped_because = Some("prod/eu-central-1/prod/databases/main".to_owned());
                (unit.resources, unit.types) = (0, BTreeMap::new());
            }
            "stage/eu-central-1/stage/ecs-cluster" => {
                unit.second_plan =
                    vec!["~ aws_autoscaling_group.this: desired_capacity 2 -> 3".to_owned()];
            }
            _ => {}
        }
    }
    finished(report.units)
}

/// Returns a report in which each text tries to leave its place.
fn hostile() -> Report {
    let nasty = "x\"'><script>alert(1)</script><!--]]>&amp;\u{0}\u{1b}\u{202e}漢字/";
    let mut units =
        environment(nasty, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW");
    for unit in &mut units {
        unit.region = nasty.to_owned();
        unit.module = nasty.repeat(3);
        unit.types.insert(nasty.to_owned(), 1);
        unit.edges.push(nasty.to_owned());
        unit.seconds = f64::NAN;
        unit.error = Some(nasty.to_owned());
        unit.second_plan.push(nasty.to_owned());
        unit.skipped_because = Some(nasty.to_owned());
    }
    let mut report = finished(units);
    report.name = nasty.to_owned();
    report.engine = nasty.to_owned();
    report
        .accounts
        .insert(nasty.repeat(9), AccountReport { id: nasty.repeat(9), ..AccountReport::default() });
    report
}

/// Checks that tags are closed in their order and attributes quoted; returns the number of tags.
fn check_tags(markup: &str, void: &[&str]) -> usize {
    let mut open: Vec<&str> = Vec::new();
    let mut tags = 0;
    for piece in markup.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("no end: <{piece}"));
        assert!(!text.contains('>'), "stray `>`: <{piece}");
        tags += 1;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "<{tag}> after {tags} tags");
            continue;
        }
        assert!(tag.matches('"').count().is_multiple_of(2), "<{tag}>");
        let name = tag.split([' ', '/', '\n']).next().unwrap();
        assert!(name.chars().all(|letter| letter.is_ascii_alphanumeric()), "<{tag}>");
        if !tag.ends_with('/') && !void.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0]);
    for entity in markup.split('&').skip(1) {
        let name = entity.split(';').next().unwrap();
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&name), "&{name}");
    }
    tags
}

fn svg(page: &str) -> &str {
    let start = page.find("<svg xmlns").unwrap();
    let end = start + page[start..].find("</svg>\n</div>").unwrap();
    &page[start..end + "</svg>".len()]
}

/// Returns the page without its style sheet and script, for these are no markup.
fn markup(page: &str) -> String {
    page.replace(STYLE, "").replace(SCRIPT, "").replacen("<!doctype html>", "", 1)
}

#[test]
fn pages_are_well_formed_and_deterministic() {
    for report in [company(), broken(), hostile(), Report::default(), estate(&[])] {
        let page = html(&report);
        assert_eq!(page, html(&report));
        assert!(check_tags(svg(&page), &[]) > 10);
        check_tags(&markup(&page), &["meta", "link", "input", "wbr"]);
    }
}

#[test]
fn the_page_shows_every_unit_and_line() {
    let report = company();
    let page = html(&report);
    let picture = svg(&page);
    assert_eq!(report.units.len(), 46);
    assert_eq!(picture.matches("<a class=\"n ").count(), 46);
    assert_eq!(page.matches("<tr id=\"u").count(), 46);
    let edges: usize = report.units.iter().map(|unit| unit.edges.len()).sum();
    assert_eq!(picture.matches("<path class=\"e").count(), edges);
    // Six baselines, and in each environment two balancers and two services.
    assert_eq!(picture.matches("<path class=\"e x").count(), 6 + 3 * 4);
    for (class, frames) in [("fa", 7), ("fr", 7), ("fe", 3), ("fn", 3)] {
        assert_eq!(
            picture.matches(&format!("<rect class=\"f {class}\"")).count(),
            frames,
            "{class}"
        );
    }
    for text in [
        "<h1>acme <span class=\"verdict\">✓ passed</span></h1>",
        "46 units built, the second plan changes nothing, nothing is left after the destroy.",
        "<dt>accounts</dt><dd>7</dd>",
        "<dt>wall time</dt><dd>38.2 s</dd>",
        "<dt>peak memory</dt><dd>412 MB</dd>",
        "<li><b>9</b> aws_subnet</li>",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("What went wrong"));
}

#[test]
fn the_page_says_what_went_wrong() {
    let page = html(&broken());
    for text in [
        "✕ failed</span></h1>",
        "1 of 46 units failed, 2 not reached because of them, the second plan wants 1 change,",
        "What went wrong",
        "invalid engine version `99.1`",
        "because of prod/eu-central-1/prod/databases/main",
        "desired_capacity 2 -&gt; 3",
        "<div class=\"wrong\"><dt>changes at the second plan</dt><dd>1</dd>",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let kept = html(&Report { resources_left: None, ..company() });
    assert!(kept.contains("the estate is kept"), "{kept}");
}

#[test]
fn nothing_leaves_its_place_and_nothing_is_loaded() {
    for report in [company(), hostile()] {
        let page = html(&report);
        assert_eq!(page.matches("<script").count(), 1);
        assert!(!page.contains("alert(1)</script>"));
        let tags = markup(&page);
        for word in [" src=", " style=", " onload", "@import", "http-equiv=\"refresh", "url("] {
            assert!(!tags.contains(word), "{word}");
        }
        let links = tags.split(" href=\"").skip(1);
        assert!(links.clone().count() > 10);
        for link in links {
            assert!(link.starts_with('#') || link.starts_with("data:,\""), "{}", &link[..20]);
        }
        let addresses: BTreeSet<&str> =
            page.split("http").skip(1).filter(|rest| rest.starts_with("://")).collect();
        assert!(addresses.iter().all(|rest| rest.starts_with("://www.w3.org/2000/svg\"")));
        assert_eq!(addresses.len(), 1);
    }
    for remote in ["http", "fetch", "import(", "XMLHttp", "innerHTML", "eval("] {
        assert!(!SCRIPT.contains(remote) && !STYLE.contains(remote), "{remote}");
    }
    let policy = "default-src 'none'; style-src 'sha256-";
    assert!(html(&company()).contains(policy));
}

/// Tells whether two boxes (left, top, width, height) share a point.
fn overlap(one: (i32, i32, i32, i32), two: (i32, i32, i32, i32)) -> bool {
    one.0 < two.0 + two.2 && two.0 < one.0 + one.2 && one.1 < two.1 + two.3 && two.1 < one.1 + one.3
}

#[test]
fn nothing_overlaps_in_the_picture() {
    let many: Vec<String> = (0..12).map(|at| format!("team-{at}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for report in [company(), hostile(), estate(&many)] {
        let picture = Picture::new(&Estate::new(&report));
        assert_eq!(picture.spots.len(), report.units.len());
        let nodes: Vec<_> = picture
            .spots
            .values()
            .map(|spot| (spot.left, spot.top, NODE_WIDTH, NODE_HEIGHT))
            .collect();
        for (at, one) in nodes.iter().enumerate() {
            assert!(nodes[at + 1..].iter().all(|two| !overlap(*one, *two)), "{one:?}");
            assert!(one.0 > 0 && one.0 + one.2 < picture.width && one.1 + one.3 < picture.height);
        }
        // Frames are apart or one stands in the other.
        let frames: Vec<_> = picture
            .frames
            .iter()
            .map(|frame| (frame.left, frame.top, frame.width, frame.height))
            .collect();
        let holds = |one: (i32, i32, i32, i32), two: (i32, i32, i32, i32)| {
            one.0 < two.0
                && one.1 < two.1
                && two.0 + two.2 < one.0 + one.2
                && two.1 + two.3 < one.1 + one.3
        };
        for (at, one) in frames.iter().enumerate() {
            for two in &frames[at + 1..] {
                assert!(!overlap(*one, *two) || holds(*one, *two), "{one:?} {two:?}");
            }
            assert!(
                nodes.iter().all(|node| !overlap(*one, *node) || holds(*one, *node)),
                "{one:?}"
            );
        }
    }
}

#[test]
fn a_thousand_units_stay_small() {
    let accounts: Vec<String> = (0..83).map(|at| format!("team-{at:02}")).collect();
    let accounts: Vec<&str> = accounts.iter().map(String::as_str).collect();
    let report = estate(&accounts);
    assert!(report.units.len() > 1000);
    let page = html(&report);
    assert!(page.len() < 4_000_000, "{}", page.len());
    check_tags(svg(&page), &[]);
}
