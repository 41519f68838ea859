//! What nobody in a member account can do: the policies of the organization.

use landform_policy::{
    Context, Decision, Layer, Level, PolicyKind, Principal, ResourceRule, Standing, Target, decide,
};

use super::estate::{Estate, with_users};
use super::requests::{Party, assert_allowed, everything, request};

/// Returns the SCPs that bind an account: those of the root, each level with the one that allows everything.
fn service_control(estate: &Estate) -> Vec<Level> {
    let own = ["foundation", "workloads"].map(|name| {
        estate.document("management", "organization", name, PolicyKind::ServiceControl)
    });
    let root = own.into_iter().chain([everything()]).collect();
    let below = |name: &str| Level { name: name.to_owned(), policies: vec![everything()] };
    vec![Level { name: "root".to_owned(), policies: root }, below("unit"), below("account")]
}

/// Returns somebody with all rights in an account of the organization.
fn administrator(estate: &Estate, account: &str, resource: &str) -> Party {
    let standing = match account {
        "management" => Standing::Management,
        _ => Standing::Member,
    };
    let arn = format!("arn:aws:iam::{}:{resource}", estate.id(account));
    Party { standing, service_control: service_control(estate), ..Party::administrator(&arn) }
}

fn members(estate: &Estate) -> impl Iterator<Item = &str> {
    estate.accounts.keys().map(String::as_str).filter(|one| *one != "management")
}

/// Fails unless the policies of the root deny a request.
#[track_caller]
fn assert_barred(decision: &Decision, what: &str) {
    let is_barred = matches!(
        decision,
        Decision::ExplicitDeny { layer: Layer::ServiceControl(level), .. } if level == "root"
    );
    assert!(is_barred, "{what}: {decision}");
}

fn within(region: &str) -> Context {
    Context::default().with("aws:RequestedRegion", region)
}

/// Roles that an administrator may have, none of which is exempt.
const ADMINISTRATORS: [&str; 4] = [
    "role/admin",
    "role/break-glass-full-access",
    "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_administrator_0123456789abcdef",
    "user/admin",
];

/// Roles that keep accounts running, which are exempt from some of the policies.
const EXEMPT: [&str; 2] = ["role/OrganizationAccountAccessRole", "role/landform-apply"];

#[test]
fn the_policies_bind_the_root_of_the_organization() {
    let Some(estate) = with_users("where the policies of the organization are") else { return };
    let root = estate.output(estate.unit("management", "organization"), "root_id");
    let attached: Vec<_> = estate
        .resources()
        .filter(|one| one.kind == "aws_organizations_policy_attachment")
        .map(|one| one.text("target_id").to_owned())
        .collect();
    assert_eq!(attached, [root.as_str().unwrap(); 3]);
}

#[test]
fn nobody_in_a_member_account_leaves_the_organization() {
    let Some(estate) = with_users("who leaves the organization") else { return };
    for account in members(estate) {
        for who in ADMINISTRATORS.into_iter().chain(EXEMPT) {
            let party = administrator(estate, account, who);
            let decision = party.asks("organizations:LeaveOrganization", "*", &within("us-east-1"));
            assert_barred(&decision, &party.arn);
        }
    }
}

/// What would blind those who watch the accounts.
const BLINDING: [&str; 20] = [
    "access-analyzer:DeleteAnalyzer",
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
    "config:DeleteConfigRule",
    "config:DeleteConfigurationRecorder",
    "config:DeleteDeliveryChannel",
    "config:PutConfigurationRecorder",
    "config:StopConfigurationRecorder",
    "guardduty:CreateFilter",
    "guardduty:CreateIPSet",
    "guardduty:DeleteDetector",
    "guardduty:DisassociateFromAdministratorAccount",
    "guardduty:DisassociateFromMasterAccount",
    "guardduty:DisassociateMembers",
    "guardduty:StopMonitoringMembers",
    "guardduty:UpdateDetector",
    "securityhub:BatchDisableStandards",
    "securityhub:DisableSecurityHub",
];

#[test]
fn administrators_of_member_accounts_cannot_stop_what_watches_them() {
    let Some(estate) = with_users("who stops the trail, GuardDuty and Config") else { return };
    for account in members(estate) {
        for who in ADMINISTRATORS {
            let party = administrator(estate, account, who);
            for action in BLINDING {
                let decision = party.asks(action, "*", &within("us-east-1"));
                assert_barred(&decision, &format!("{}: {action}", party.arn));
            }
        }
    }
}

#[test]
fn administrators_of_member_accounts_stay_in_the_regions_of_the_company() {
    let Some(estate) = with_users("who works in which region") else { return };
    let regional = [
        "ec2:RunInstances",
        "s3:CreateBucket",
        "lambda:CreateFunction20150331",
        "ecs:CreateCluster",
        "rds:CreateDBCluster",
        "kms:CreateKey",
        "bedrock:InvokeModel",
        "sagemaker:CreateTrainingJob",
        "cloudformation:CreateStack",
        "cloudwatch:PutMetricAlarm",
    ];
    for account in members(estate) {
        for who in ADMINISTRATORS {
            let party = administrator(estate, account, who);
            for action in regional {
                let what = format!("{}: {action}", party.arn);
                for region in ["eu-north-1", "us-west-2", "us-east-10", "*", ""] {
                    assert_barred(&party.asks(action, "*", &within(region)), &what);
                }
                assert_barred(&party.asks(action, "*", &Context::default()), &what);
                assert_allowed(&party.asks(action, "*", &within("us-east-1")), &what);
            }
        }
    }
}

#[test]
fn services_without_regions_work_from_any() {
    let Some(estate) = with_users("which services work from any region") else { return };
    let party = administrator(estate, "dev", "role/admin");
    for action in [
        "account:GetContactInformation",
        "budgets:ViewBudget",
        "ce:GetCostAndUsage",
        "cloudfront:CreateDistribution",
        "ec2:DescribeRegions",
        "globalaccelerator:CreateAccelerator",
        "health:DescribeEvents",
        "iam:CreateRole",
        "organizations:DescribeOrganization",
        "route53:CreateHostedZone",
        "s3:ListAllMyBuckets",
        "shield:DescribeProtection",
        "sts:AssumeRole",
        "sts:GetCallerIdentity",
        "support:CreateCase",
        "wafv2:CreateWebACL",
    ] {
        for region in ["us-east-1", "us-west-2", "eu-north-1"] {
            assert_allowed(&party.asks(action, "*", &within(region)), action);
        }
    }
}

#[test]
fn the_root_user_of_a_member_account_can_do_nothing() {
    let Some(estate) = with_users("what root users do") else { return };
    let opened = within("us-east-1").with("aws:AssumedRoot", "true");
    for account in members(estate) {
        let party = administrator(estate, account, "root");
        for action in ["iam:CreateAccessKey", "s3:ListAllMyBuckets", "account:CloseAccount"] {
            assert_barred(&party.asks(action, "*", &within("us-east-1")), account);
        }
        // The management account opens such a session for one task, with the policy of that task.
        for action in ["iam:DeleteAccessKey", "s3:DeleteBucketPolicy"] {
            assert_allowed(&party.asks(action, "*", &opened), account);
        }
        assert_barred(&party.asks("iam:CreateAccessKey", "*", &opened), account);
    }
}

#[test]
fn administrators_of_member_accounts_make_no_credentials_that_last() {
    let Some(estate) = with_users("who makes credentials that last") else { return };
    for account in members(estate) {
        let id = estate.id(account);
        let [machine, person] =
            ["machine", "people/ada"].map(|name| format!("arn:aws:iam::{id}:user/{name}"));
        for who in ADMINISTRATORS {
            let party = administrator(estate, account, who);
            for (action, user) in [
                ("iam:CreateUser", &machine),
                ("iam:CreateUser", &person),
                ("iam:CreateAccessKey", &machine),
                ("iam:CreateLoginProfile", &machine),
                ("iam:UpdateUser", &machine),
            ] {
                let decision = party.asks(action, user, &within("us-east-1"));
                assert_barred(&decision, &format!("{}: {action} {user}", party.arn));
            }
        }
    }
}

#[test]
fn the_management_account_is_exempt() {
    let Some(estate) = with_users("what the management account does") else { return };
    for who in ADMINISTRATORS.into_iter().chain(["root"]) {
        let party = administrator(estate, "management", who);
        for action in BLINDING.into_iter().chain(["organizations:LeaveOrganization"]) {
            assert_allowed(&party.asks(action, "*", &within("eu-north-1")), &party.arn);
        }
    }
}

#[test]
fn administrators_of_member_accounts_cannot_take_over_an_exempt_name() {
    let Some(estate) = with_users("who changes the exempt roles") else { return };
    for account in members(estate) {
        for who in ADMINISTRATORS {
            let party = administrator(estate, account, who);
            for name in
                ["landform-apply", "landform-new", "landform-x/y", "OrganizationAccountAccessRole"]
            {
                let role = estate.role(account, name);
                for action in [
                    "iam:AttachRolePolicy",
                    "iam:CreateRole",
                    "iam:DeleteRole",
                    "iam:DeleteRolePermissionsBoundary",
                    "iam:PutRolePermissionsBoundary",
                    "iam:PutRolePolicy",
                    "iam:UpdateAssumeRolePolicy",
                ] {
                    let decision = party.asks(action, &role, &within("us-east-1"));
                    assert_barred(&decision, &format!("{}: {action} {role}", party.arn));
                }
            }
            let policy = format!("arn:aws:iam::{}:policy/landform-boundary", estate.id(account));
            let decision = party.asks("iam:CreatePolicyVersion", &policy, &within("us-east-1"));
            assert_barred(&decision, &party.arn);
        }
    }
}

#[test]
fn workloads_cannot_open_themselves_to_the_public_or_go_back_to_imdsv1() {
    let Some(estate) = with_users("how workloads expose themselves") else { return };
    let party = administrator(estate, "dev", "role/admin");
    let here = || within("us-east-1");
    for action in [
        "s3:PutAccountPublicAccessBlock",
        "ec2:DisableImageBlockPublicAccess",
        "ec2:DisableSnapshotBlockPublicAccess",
    ] {
        assert_barred(&party.asks(action, "*", &here()), action);
    }
    let instance = format!("arn:aws:ec2:us-east-1:{}:instance/i-0", estate.id("dev"));
    let start = |tokens: &str| {
        let context = here().with("ec2:MetadataHttpTokens", tokens);
        party.asks("ec2:RunInstances", &instance, &context)
    };
    assert_barred(&start("optional"), "the first version");
    assert_barred(&party.asks("ec2:RunInstances", &instance, &here()), "no version");
    assert_allowed(&start("required"), "the second version");
    let back = here().with("ec2:Attribute/HttpTokens", "optional");
    assert_barred(&party.asks("ec2:ModifyInstanceMetadataOptions", &instance, &back), "back");
}

#[test]
fn buckets_and_queues_of_member_accounts_answer_to_nobody_without_tls() {
    let Some(estate) = with_users("who reaches resources without TLS") else { return };
    let resources =
        estate.document("management", "organization", "resources", PolicyKind::ResourceControl);
    let levels = [Level { name: "root".to_owned(), policies: vec![resources] }];
    let stranger = Party::administrator("arn:aws:iam::999999999999:role/stranger");
    let own = administrator(estate, "dev", "role/admin");
    let is_denied = |party: &Party, principal: Principal, transport: &str| {
        let context = within("us-east-1").with("aws:SecureTransport", transport);
        let target = Target {
            account: Some(estate.id("dev").parse().unwrap()),
            standing: Standing::Member,
            resource_control: &levels,
            policies: &[],
            rule: ResourceRule::OrIdentity,
        };
        ["s3:GetObject", "sqs:SendMessage"].map(|action| {
            let request = request(principal.clone(), action, "arn:aws:s3:::bucket/x", &context);
            let decision = decide(&request, &party.caller(), &target);
            let layer = Layer::ResourceControl("root".to_owned());
            matches!(decision, Decision::ExplicitDeny { layer: found, .. } if found == layer)
        })
    };
    for party in [&stranger, &own] {
        assert_eq!(is_denied(party, party.principal(), "false"), [true; 2], "{}", party.arn);
        assert_eq!(is_denied(party, party.principal(), "true"), [false; 2], "{}", party.arn);
    }
    assert_eq!(is_denied(&stranger, Principal::Anonymous, "false"), [true; 2]);
}
