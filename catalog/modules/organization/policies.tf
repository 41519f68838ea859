locals {
  exempt_arns = sort(setunion([for role in var.landing_zone_roles : "arn:${local.partition}:iam::*:${role}"], var.exempt_principal_arns))

  exempt_policy_arns = sort([for role in var.landing_zone_roles : "arn:${local.partition}:iam::*:${replace(role, "/^role\\//", "policy/")}"])

  # An empty list of values would make a condition that AWS refuses.
  exempt_conditions = length(local.exempt_arns) > 0 ? [local.exempt_arns] : []

  # A target holds five policies of a kind, one of which is AWS's own, so the rules share as few as their length allows.
  policies = {
    for key, policy in {
      foundation = {
        type        = "SERVICE_CONTROL_POLICY"
        description = "Keeps accounts in the organization, governed and watched"
        documents   = [data.aws_iam_policy_document.identity.minified_json, data.aws_iam_policy_document.audit.minified_json]
        on          = var.guardrails.membership || var.guardrails.root_user || var.guardrails.landing_zone_roles || var.guardrails.credentials || var.guardrails.audit
      }
      workloads = {
        type        = "SERVICE_CONTROL_POLICY"
        description = "Keeps workloads in their regions and away from the public"
        documents   = [data.aws_iam_policy_document.regions.minified_json, data.aws_iam_policy_document.workloads.minified_json]
        on          = var.guardrails.regions || var.guardrails.public_access || var.guardrails.imdsv2
      }
      resources = {
        type        = "RESOURCE_CONTROL_POLICY"
        description = "Lets nobody reach resources without TLS"
        documents   = [data.aws_iam_policy_document.resources.minified_json]
        on          = var.guardrails.tls_only
      }
    } : key => policy if policy.on
  }

  # The ids are known after the first apply only, hence keys of names.
  attachments = merge([
    for policy in keys(local.policies) : length(var.guardrail_ous) == 0 ?
    { "${policy}/root" = { policy = policy, ou = null } } :
    { for ou in var.guardrail_ous : "${policy}/ou/${ou}" => { policy = policy, ou = ou } }
  ]...)
}

data "aws_iam_policy_document" "policy" {
  for_each = local.policies

  source_policy_documents = each.value.documents
}

resource "aws_organizations_policy" "this" {
  for_each = local.policies

  name        = "${var.name}-${each.key}"
  description = each.value.description
  type        = each.value.type
  content     = data.aws_iam_policy_document.policy[each.key].minified_json

  # Its type must be enabled first.
  depends_on = [aws_organizations_organization.this]

  lifecycle {
    precondition {
      condition     = length(data.aws_iam_policy_document.policy[each.key].minified_json) <= 5120
      error_message = "the policy `${each.key}` has ${length(data.aws_iam_policy_document.policy[each.key].minified_json)} characters, and AWS takes 5120: name fewer regions, roles or actions, or use wildcards"
    }
  }
}

resource "aws_organizations_policy_attachment" "this" {
  for_each = local.attachments

  policy_id = aws_organizations_policy.this[each.value.policy].id
  target_id = each.value.ou == null ? local.root_id : local.ou_ids[each.value.ou]

  lifecycle {
    precondition {
      condition     = each.value.ou == null ? true : contains(keys(var.organizational_units), each.value.ou)
      error_message = "the guardrails are for an organizational unit that is not one of `organizational_units`"
    }
  }
}
