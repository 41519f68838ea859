//! A service on servers of its own: each runs one container, without a cluster.

use std::fmt::Write as _;

use landform_company::{Environment, Image, Service};

use super::super::account::account_id;
use super::super::{Place, registry_account, watched};
use super::{begun, connections, environment, image, load_balancer, some};
use crate::expression::{Expression, map, raw, text};
use crate::unit::Unit;

/// How container and system service are called on a server.
const APP: &str = "app";

pub(super) fn unit(place: &Place<'_>, service: &Service, instance_type: &str) -> Unit {
    let name = place.name(&service.name);
    let (targets, mut policies) = connections(service);
    if let Image::Own { repository, .. } = &service.image {
        policies.push(("registry".to_owned(), pull(place, repository)));
    }
    policies.push(("sessions".to_owned(), raw("dependency.sessions.outputs.instance_policy_json")));
    let Environment { account, region, .. } = place.environment;
    let bounds = [("min", raw(service.min)), ("max", raw(service.max))];
    let retention = [("retention_days", raw(place.environment.log_retention_days))];
    let architecture = text(place.environment.compute.architecture());
    begun(place, service, "asg-service")
        .needs("sessions", watched::sessions_path(account, region.name))
        .text("name", &name)
        .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
        .raw("subnet_ids", "dependency.vpc.outputs.app_subnet_ids")
        .raw("port", service.port)
        .set("image", map([("architecture", architecture)]))
        .set("instance", map([("type", text(instance_type))]))
        .set("user_data", raw(user_data(place, service, &name)))
        .set("size", map(bounds))
        .set("load_balancer", load_balancer(service))
        .set_some("connects_to", some(targets))
        .set_some("role_policies", some(policies))
        .set("logs", map(retention))
        .alarms()
}

/// Returns the policy by which servers pull from the company's registry.
fn pull(place: &Place<'_>, repository: &str) -> Expression {
    let company = place.company;
    let (partition, region) = (company.region.partition(), company.region.name);
    let (id, name) = (account_id(registry_account(company)), &company.name);
    let arn = format!("\"arn:{partition}:ecr:{region}:${{{id}}}:repository/{name}/{repository}\"");
    raw(format!(
        "jsonencode({{ Version = \"2012-10-17\", Statement = [\
         {{ Effect = \"Allow\", Action = \"ecr:GetAuthorizationToken\", Resource = \"*\" }}, \
         {{ Effect = \"Allow\", Action = [\"ecr:BatchCheckLayerAvailability\", \"ecr:BatchGetImage\", \"ecr:GetDownloadUrlForLayer\"], Resource = {arn} }}] }})"
    ))
}

/// Returns what a server does when it starts: it runs the container again whenever it ends, with nothing but what the service may.
fn user_data(place: &Place<'_>, service: &Service, name: &str) -> String {
    let mut page = String::from(
        "<<-EOT\n    #cloud-config\n    packages: [docker, amazon-ecr-credential-helper]\n    write_files:\n      \
         - path: /etc/app/config.json\n        permissions: \"0600\"\n        content: '{\"credsStore\": \"ecr-login\"}'\n      \
         - path: /etc/app/app.env\n        permissions: \"0600\"\n        content: |\n",
    );
    for (variable, value) in environment(service) {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "          {variable}={}", in_template(&value));
    }
    let mut run = format!(
        "docker run --rm --name {APP} --network host --read-only --security-opt no-new-privileges"
    );
    for path in &service.writable_paths {
        let _ = write!(run, " --tmpfs {path}");
    }
    let region = place.environment.region.name;
    let image = in_template(&image(place, &service.image));
    let _ = write!(
        run,
        " --env-file /etc/app/app.env --log-driver awslogs --log-opt awslogs-region={region} --log-opt awslogs-group=/aws/ec2/{name} {image}"
    );
    let _ = write!(
        page,
        "      - path: /etc/systemd/system/{APP}.service\n        content: |\n          [Unit]\n          Description={name}\n          \
         Requires=docker.service\n          After=docker.service\n          [Service]\n          Environment=DOCKER_CONFIG=/etc/app\n          Restart=always\n          RestartSec=5\n          \
         ExecStartPre=-/usr/bin/docker rm --force {APP}\n          ExecStart=/usr/bin/{run}\n          [Install]\n          WantedBy=multi-user.target\n    \
         runcmd:\n      - [systemctl, daemon-reload]\n      - [systemctl, enable, --now, docker.service, {APP}.service]\n  EOT"
    );
    page
}

/// Returns an expression as a part of a template.
fn in_template(value: &Expression) -> String {
    match value {
        Expression::Text(text) => text.replace("${", "$${").replace("%{", "%%{"),
        // A template in quotes is a part of this one without them.
        Expression::Raw(raw) => match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
        {
            Some(inner) => inner.to_owned(),
            None => format!("${{{raw}}}"),
        },
        Expression::List(_) | Expression::Map(_) | Expression::Call(..) => String::new(),
    }
}
