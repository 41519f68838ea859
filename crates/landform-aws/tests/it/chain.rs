//! Where credentials come from, in which order, and what is said when there are none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use landform_aws::{
    AccountQuestion, Aws, AwsFault, Environment, FaultKind, Settings, account_table, check_accounts,
};
use landform_os::OsWorld;
use serde_json::{Value as Json, json};

use crate::server::{Answer, Asked, Server, answer, config, variables};

/// Every source of credentials there is, in one server: the keys it gives say where they come from.
fn everything(asked: &Asked) -> Answer {
    let role_credentials = |key: &str| {
        format!(
            "<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>hush</SecretAccessKey>\
             <SessionToken>token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>"
        )
    };
    let written = |key: &str| {
        let all = json!({
            "AccessKeyId": key, "SecretAccessKey": "hush", "Token": "token", "Expiration": "2999-01-01T00:00:00Z"
        });
        answer(200, all.to_string())
    };
    let role = || asked.parameter("RoleArn").unwrap_or_default().replace("%3A", ":");
    let metadata_token = asked.headers.get("x-aws-ec2-metadata-token").map(String::as_str);
    match (asked.target.as_str(), asked.parameter("Action")) {
        ("/", Some("GetCallerIdentity")) => {
            // Whoever signed is the answer.
            let key = asked.key();
            let account = key.rsplit('-').next().unwrap_or_default();
            answer(200, format!("<Arn>{key}</Arn><Account>{account}</Account>"))
        }
        ("/", Some("AssumeRole")) if role().ends_with("forbidden") => answer(
            403,
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>",
        ),
        ("/", Some("AssumeRole")) => {
            answer(200, role_credentials(&format!("{}>{}", asked.key(), role())))
        }
        ("/", Some("AssumeRoleWithWebIdentity")) => {
            assert_eq!(asked.key(), "", "a web identity does not sign");
            let token = asked.parameter("WebIdentityToken").unwrap_or_default();
            answer(200, role_credentials(&format!("{token}>{}", role())))
        }
        ("/container", _) => {
            let token = asked.headers.get("authorization").map_or("", String::as_str);
            written(&format!("container{token}"))
        }
        ("/latest/api/token", _) if asked.method == "PUT" => answer(200, "v2"),
        (_, _) if asked.target.starts_with("/latest") && metadata_token != Some("v2") => {
            answer(401, "")
        }
        ("/latest/meta-data/iam/security-credentials/", _) => answer(200, "the-role\n"),
        ("/latest/meta-data/iam/security-credentials/the-role", _) => written("instance"),
        ("/token", _) if asked.body.contains("refresh-me") => {
            answer(200, json!({"accessToken": "fresh", "expiresIn": 3600}).to_string())
        }
        (target, _) if target.starts_with("/federation/credentials?") => {
            match asked.headers.get("x-amz-sso_bearer_token").map(String::as_str) {
                Some("gone") | None => {
                    answer(401, json!({"__type": "UnauthorizedException", "message": "no"}).to_string())
                }
                Some(token) => answer(
                    200,
                    json!({"roleCredentials": {
                        "accessKeyId": format!("sso-{token}-{}", target.split_once('?').unwrap().1),
                        "secretAccessKey": "hush", "sessionToken": "t", "expiration": 32_472_144_000_000_u64
                    }})
                    .to_string(),
                ),
            }
        }
        (target, action) => answer(404, format!("nothing at {target} {action:?}")),
    }
}

const CONFIG: &str = r#"
[default]
region = eu-west-1
[profile static]
aws_access_key_id = static-config
aws_secret_access_key = hush
[profile role]
role_arn = arn:one
source_profile = static
external_id = ext
[profile chained]
role_arn = arn:two
source_profile = role
[profile self]
role_arn = arn:self
source_profile = self
aws_access_key_id = self-key
aws_secret_access_key = hush
[profile circle]
role_arn = arn:c
source_profile = circle2
[profile circle2]
role_arn = arn:c
source_profile = circle
[profile of-environment]
role_arn = arn:env
credential_source = Environment
[profile of-instance]
role_arn = arn:ec2
credential_source = Ec2InstanceMetadata
[profile of-container]
role_arn = arn:ecs
credential_source = EcsContainer
[profile of-nowhere]
role_arn = arn:x
[profile of-odd]
role_arn = arn:x
credential_source = Odd
[profile of-missing]
role_arn = arn:x
source_profile = missing
[profile mfa]
role_arn = arn:x
source_profile = static
mfa_serial = arn:mfa
[profile web]
role_arn = arn:web
web_identity_token_file = ~/token
[profile forbidden]
role_arn = arn:forbidden
source_profile = static
[profile process]
credential_process = printf '{"Version": 1, "AccessKeyId": "process", "SecretAccessKey": "%s"}' "$SECRET"
[profile process-fails]
credential_process = echo hush; exit 3
[profile process-lies]
credential_process = echo '{"SecretAccessKey": "hush"}'
[profile process-old]
credential_process = echo '{"AccessKeyId": "a", "SecretAccessKey": "hush", "Expiration": "2001-01-01T00:00:00Z"}'
[profile sso]
sso_session = corp
sso_account_id = 111
sso_role_name = admin
[profile sso-old]
sso_start_url = https://old
sso_region = eu-west-1
sso_account_id = 222
sso_role_name = admin
[profile sso-renew]
sso_session = renew
sso_account_id = 333
sso_role_name = admin
[profile sso-expired]
sso_session = expired
sso_account_id = 1
sso_role_name = admin
[profile sso-gone]
sso_session = gone
sso_account_id = 1
sso_role_name = admin
[profile sso-never]
sso_session = never
sso_account_id = 1
sso_role_name = admin
[sso-session corp]
sso_region = eu-west-1
[sso-session renew]
sso_region = eu-west-1
[sso-session expired]
sso_region = eu-west-1
[sso-session gone]
sso_region = eu-west-1
[sso-session never]
sso_region = eu-west-1
"#;

const CREDENTIALS: &str = "
[default]
aws_access_key_id = default-file
aws_secret_access_key = hush
[static]
aws_access_key_id = static-file
aws_secret_access_key = hush
";

/// Writes the files of a user.
fn user(home: &Path, credentials: &str) {
    fs::create_dir_all(home.join(".aws/sso/cache")).unwrap();
    fs::write(home.join(".aws/config"), CONFIG).unwrap();
    fs::write(home.join(".aws/credentials"), credentials).unwrap();
    fs::write(home.join("token"), "web-token\n").unwrap();
    let keep = |name: &str, token: &Json| {
        use sha1::{Digest, Sha1};
        let file = format!(".aws/sso/cache/{}.json", hex::encode(Sha1::digest(name)));
        fs::write(home.join(file), token.to_string()).unwrap();
    };
    let (past, future) = ("2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z");
    keep("corp", &json!({"accessToken": "valid", "expiresAt": future}));
    keep("https://old", &json!({"accessToken": "older", "expiresAt": "2999-01-01T00:00:00UTC"}));
    keep("gone", &json!({"accessToken": "gone", "expiresAt": future}));
    keep("expired", &json!({"accessToken": "x", "expiresAt": past}));
    keep(
        "renew",
        &json!({"accessToken": "x", "expiresAt": past, "clientId": "i", "clientSecret": "hush",
                "refreshToken": "refresh-me", "region": "kept"}),
    );
}

/// Names and values of variables.
type Pairs = &'static [(&'static str, &'static str)];

struct Case {
    settings: Json,
    variables: Pairs,
}

/// Asks who somebody is; the answer is the key that signed.
fn who(home: &Path, server: &Server, case: &Case) -> Result<String, AwsFault> {
    let world = OsWorld::default();
    let mut all = variables(case.variables);
    all.insert("HOME".to_owned(), home.display().to_string());
    all.insert("SECRET".to_owned(), "hush".to_owned());
    all.insert("PATH".to_owned(), "/usr/bin:/bin".to_owned());
    all.insert("AWS_REGION".to_owned(), "eu-west-1".to_owned());
    all.insert("AWS_ENDPOINT_URL".to_owned(), server.url());
    all.insert("AWS_EC2_METADATA_SERVICE_ENDPOINT".to_owned(), server.url());
    if let Some(path) = all.remove("CONTAINER") {
        all.insert(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI".to_owned(),
            format!("{}{path}", server.url()),
        );
    }
    let aws = Aws::new(Environment::new(all, &world));
    aws.caller(&Settings::of(&config(&case.settings))).map(|caller| caller.arn)
}

const KEYS: (&str, &str) = ("AWS_ACCESS_KEY_ID", "environment");
const SECRET: (&str, &str) = ("AWS_SECRET_ACCESS_KEY", "hush");

#[test]
fn finds_credentials_in_the_order_of_the_aws_tools() {
    let (server, home) = (Server::start(everything), tempfile::tempdir().unwrap());
    user(home.path(), CREDENTIALS);
    let own = json!({"access_key": "own", "secret_key": "hush"});
    let role = |arn: &str| json!({"assume_role": {"role_arn": arn}});
    let cases: Vec<(Json, Pairs, &str)> = vec![
        // Settings go before everything.
        (own.clone(), &[KEYS, SECRET, ("AWS_PROFILE", "static")], "own"),
        (json!({"profile": "static"}), &[KEYS, SECRET], "static-file"),
        // The environment goes before a profile that it names.
        (json!({}), &[KEYS, SECRET, ("AWS_PROFILE", "static")], "environment"),
        (json!({}), &[("AWS_ACCESS_KEY", "older"), ("AWS_SECRET_KEY", "hush")], "older"),
        // Half a key is none.
        (json!({}), &[KEYS], "default-file"),
        (
            json!({}),
            &[
                ("AWS_WEB_IDENTITY_TOKEN_FILE", "~/token"),
                ("AWS_ROLE_ARN", "arn:w"),
                ("AWS_PROFILE", "static"),
            ],
            "web-token>arn:w",
        ),
        (json!({}), &[("AWS_PROFILE", "static")], "static-file"),
        (json!({}), &[("AWS_DEFAULT_PROFILE", "static")], "static-file"),
        (json!({}), &[], "default-file"),
        // Profiles.
        (json!({"profile": "role"}), &[], "static-file>arn:one"),
        (json!({"profile": "chained"}), &[], "static-file>arn:one>arn:two"),
        (json!({"profile": "self"}), &[], "self-key>arn:self"),
        (json!({"profile": "of-environment"}), &[KEYS, SECRET], "environment>arn:env"),
        (json!({"profile": "of-instance"}), &[], "instance>arn:ec2"),
        (json!({"profile": "of-container"}), &[("CONTAINER", "/container")], "container>arn:ecs"),
        (json!({"profile": "web"}), &[], "web-token>arn:web"),
        (json!({"profile": "process"}), &[], "process"),
        (json!({"profile": "sso"}), &[], "sso-valid-role_name=admin&account_id=111"),
        (json!({"profile": "sso-old"}), &[], "sso-older-role_name=admin&account_id=222"),
        (json!({"profile": "sso-renew"}), &[], "sso-fresh-role_name=admin&account_id=333"),
        // Roles in settings come on top.
        (role("arn:r"), &[KEYS, SECRET], "environment>arn:r"),
        (
            json!({"profile": "role", "assume_role": {"role_arn": "arn:r"}}),
            &[],
            "static-file>arn:one>arn:r",
        ),
        (
            json!({"assume_role": [{"role_arn": "arn:a"}, {"role_arn": "arn:b"}]}),
            &[],
            "default-file>arn:a>arn:b",
        ),
        (
            json!({"assume_role_with_web_identity": {"role_arn": "arn:s", "web_identity_token": "given"}}),
            &[KEYS, SECRET],
            "given>arn:s",
        ),
    ];
    for (settings, variables, expected) in cases {
        let case = Case { settings, variables };
        let found = who(home.path(), &server, &case);
        assert_eq!(found.as_deref(), Ok(expected), "{} {:?}", case.settings, case.variables);
    }
    let kept = fs::read_dir(home.path().join(".aws/sso/cache")).unwrap().flatten();
    let renewed = kept.map(|file| fs::read_to_string(file.path()).unwrap());
    let renewed: Vec<_> = renewed.filter(|text| text.contains("fresh")).collect();
    assert_eq!(renewed.len(), 1, "what was prolonged is kept");
    assert!(renewed[0].contains("kept") && renewed[0].contains("refresh-me"), "{renewed:?}");
}

#[test]
fn containers_and_instances_come_last() {
    let (server, home) = (Server::start(everything), tempfile::tempdir().unwrap());
    user(home.path(), "");
    fs::write(home.path().join("container-token"), "-of-file\n").unwrap();
    let file = home.path().join("container-token").display().to_string();
    let with_file: &'static [(&str, &str)] = Box::leak(Box::new([
        ("CONTAINER", "/container"),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", &*Box::leak(file.into_boxed_str())),
    ]));
    for (variables, expected) in [
        (&[][..], "instance"),
        (&[("CONTAINER", "/container")][..], "container"),
        (
            &[("CONTAINER", "/container"), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "-token")][..],
            "container-token",
        ),
        (with_file, "container-of-file"),
    ] {
        let case = Case { settings: json!({}), variables };
        assert_eq!(who(home.path(), &server, &case).as_deref(), Ok(expected), "{variables:?}");
    }
}

/// Settings, variables, what is said, and the cure.
fn faulty() -> Vec<(Json, Pairs, &'static str, &'static str)> {
    const NO_INSTANCE: Pairs = &[("AWS_EC2_METADATA_DISABLED", "true")];
    vec![
        (json!({}), NO_INSTANCE, "there are no AWS credentials", "aws sso login"),
        (
            json!({"skip_metadata_api_check": true}),
            &[],
            "there are no AWS credentials",
            "aws sso login",
        ),
        (
            json!({"profile": "missing"}),
            &[],
            "there is no AWS profile `missing`",
            "`chained`, `circle`",
        ),
        (json!({}), &[("AWS_PROFILE", "missing")], "there is no AWS profile `missing`", "`role`"),
        (json!({"profile": "of-missing"}), &[], "there is no AWS profile `missing`", "have"),
        (json!({"profile": "circle"}), &[], "`circle` → `circle2` → `circle`", "source_profile"),
        (
            json!({"profile": "of-nowhere"}),
            &[],
            "does not say who assumes its role",
            "credential_source",
        ),
        (
            json!({"profile": "of-odd"}),
            &[],
            "unknown `credential_source` `Odd`",
            "credential_source",
        ),
        (
            json!({"profile": "of-environment"}),
            &[],
            "there are no AWS credentials",
            "AWS_ACCESS_KEY_ID",
        ),
        (json!({"profile": "mfa"}), &[], "second factor", "aws sso login"),
        (json!({"profile": "process-fails"}), &[], "ended with code 3", "by hand"),
        (json!({"profile": "process-lies"}), &[], "prints no credentials", "by hand"),
        (json!({"profile": "process-old"}), &[], "have expired", "by hand"),
        (
            json!({"profile": "sso-expired"}),
            &[],
            "the sign-in of profile `sso-expired` has expired",
            "aws sso login --profile sso-expired",
        ),
        (json!({"profile": "sso-never"}), &[], "is not there", "aws sso login --profile sso-never"),
        (
            json!({"profile": "sso-gone"}),
            &[],
            "UnauthorizedException",
            "aws sso login --profile sso-gone",
        ),
        (
            json!({"profile": "forbidden"}),
            &[],
            "cannot assume role `arn:forbidden`",
            "trust policy",
        ),
        (json!({}), &[("AWS_WEB_IDENTITY_TOKEN_FILE", "~/token")], "has no role", "AWS_ROLE_ARN"),
        (
            json!({"assume_role_with_web_identity": {"role_arn": "r"}}),
            &[],
            "has no token",
            "TOKEN_FILE",
        ),
        (
            json!({"assume_role_with_web_identity": {"role_arn": "r", "web_identity_token_file": "/no"}}),
            &[],
            "cannot read the token of a web identity in `/no`",
            "TOKEN_FILE",
        ),
        (
            json!({}),
            &[("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example.com/x")],
            "must not be asked",
            "https",
        ),
        (
            json!({"sts_region": "no region"}),
            &[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), KEYS, SECRET],
            "`no region` is no region",
            "eu-west-1",
        ),
    ]
}

#[test]
fn says_what_is_missing_and_what_to_do() {
    let (server, home) = (Server::start(everything), tempfile::tempdir().unwrap());
    user(home.path(), "");
    for (settings, variables, message, hint) in faulty() {
        let case = Case { settings, variables };
        let fault = who(home.path(), &server, &case).unwrap_err();
        assert!(fault.message.contains(message), "{} {:?}: {fault}", case.settings, variables);
        let said = fault.hint.clone().unwrap_or_default();
        assert!(said.contains(hint), "{}: {said}", fault.message);
        assert!(!format!("{fault:?}").contains("hush"), "{fault:?}");
    }
}

#[test]
fn roles_are_assumed_once_and_with_all_their_settings() {
    let server = Server::start(everything);
    let world = OsWorld::default();
    let all = variables(&[
        KEYS,
        SECRET,
        ("AWS_SESSION_TOKEN", "session"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ENDPOINT_URL", &server.url()),
    ]);
    let aws = Aws::new(Environment::new(all, &world));
    let settings = Settings::of(&config(&json!({"assume_role": {
        "role_arn": "arn:r", "session_name": "me", "external_id": "e/x", "duration": "1h", "policy": "{}",
        "policy_arns": ["arn:p"], "tags": {"k": "v"}, "transitive_tag_keys": ["k"], "source_identity": "s"
    }})));
    for _ in 0..3 {
        assert_eq!(aws.caller(&settings).unwrap().arn, "environment>arn:r");
    }
    let asked = server.asked();
    assert_eq!(asked.len(), 2, "one role, one question: {asked:?}");
    let of = |name: &str| asked[0].parameter(name).unwrap_or_default();
    for (name, expected) in [
        ("RoleArn", "arn%3Ar"),
        ("RoleSessionName", "me"),
        ("ExternalId", "e%2Fx"),
        ("DurationSeconds", "3600"),
        ("Policy", "%7B%7D"),
        ("PolicyArns.member.1.arn", "arn%3Ap"),
        ("Tags.member.1.Key", "k"),
        ("Tags.member.1.Value", "v"),
        ("TransitiveTagKeys.member.1", "k"),
        ("SourceIdentity", "s"),
    ] {
        assert_eq!(of(name), expected, "{name}");
    }
    assert_eq!(asked[0].headers.get("x-amz-security-token").unwrap(), "session");
    assert!(asked[0].headers.get("authorization").unwrap().contains("/eu-west-1/sts/aws4_request"));
}

#[test]
fn credentials_are_renewed_before_they_expire() {
    let server = Server::start(|asked: &Asked| match asked.parameter("Action") {
        Some("AssumeRole") => answer(
            200,
            "<AccessKeyId>a</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
             <Expiration>2001-01-01T00:00:00Z</Expiration>",
        ),
        _ => answer(200, "<Account>1</Account><Arn>a</Arn>"),
    });
    let world = OsWorld::default();
    let aws = Aws::new(Environment::new(crate::server::with_key(&server), &world));
    let role = |allowed: &str| {
        Settings::of(&config(&json!({
            "assume_role": {"role_arn": "arn:r"}, "region": "eu-west-1", "max_retries": 1,
            "allowed_account_ids": [allowed], "sts_region": allowed
        })))
    };
    // Another region of the service makes other settings, so each is asked anew.
    for region in ["us-east-1", "us-east-1", "us-west-2"] {
        aws.caller(&role(region)).unwrap();
    }
    let actions: Vec<_> = server
        .asked()
        .iter()
        .filter_map(|asked| asked.parameter("Action").map(str::to_owned))
        .collect();
    assert_eq!(actions, ["AssumeRole", "GetCallerIdentity", "AssumeRole", "GetCallerIdentity"]);
}

#[test]
fn wrong_accounts_are_shown_in_one_table() {
    let server = Server::start(everything);
    let world = OsWorld::default();
    let environment = |more: &[(&str, &str)]| {
        let mut all: BTreeMap<_, _> = variables(more);
        all.insert("AWS_REGION".to_owned(), "eu-west-1".to_owned());
        all.insert("AWS_ENDPOINT_URL".to_owned(), server.url());
        all.insert("AWS_EC2_METADATA_DISABLED".to_owned(), "true".to_owned());
        Environment::new(all, &world)
    };
    let question = |name: &str, role: &str, account: &str| AccountQuestion {
        name: name.to_owned(),
        settings: Settings::of(&config(&json!({
            "assume_role": {"role_arn": role}, "allowed_account_ids": [account]
        }))),
    };
    let questions = [
        question("dev", "arn:dev-111", "111"),
        question("production", "arn:prod-222", "999"),
        question("logs", "arn:forbidden", "333"),
    ];
    let aws = Aws::new(environment(&[KEYS, SECRET]));
    assert_eq!(account_table(&check_accounts(&aws, &questions[..1])), None);
    let (table, hints) = account_table(&check_accounts(&aws, &questions)).unwrap();
    let lines: Vec<_> =
        table.lines().map(|line| line.split("  ").filter(|cell| !cell.is_empty())).collect();
    let cells: Vec<Vec<_>> = lines.into_iter().map(|line| line.map(str::trim).collect()).collect();
    let denied = format!(
        "cannot assume role `arn:forbidden`: `{}` answers AccessDenied, status 403: not you",
        server.url()
    );
    assert_eq!(
        cells,
        [
            ["account", "as", "expected", "found"],
            ["dev", "role arn:dev-111", "111", "111"],
            [
                "production",
                "role arn:prod-222",
                "999",
                "role `arn:prod-222` is in account 222, which is a wrong one"
            ],
            ["logs", "role arn:forbidden", "333", &denied],
        ]
    );
    assert_eq!(hints.len(), 2, "{hints:?}");
    let nobody = Aws::new(environment(&[("HOME", "/nowhere")]));
    let answers = check_accounts(&nobody, &questions);
    assert!(answers.iter().all(|answer| {
        matches!(&answer.found, Err(fault) if fault.kind == FaultKind::Credentials)
    }));
    assert_eq!(account_table(&answers).unwrap().1.len(), 1, "one cause, one hint");
}
