output "role_arns" {
  description = "Role ARN by kind: `read-only`, `developer`, `billing`, `support`, `logs` and `full-access`, as far as they exist."
  value       = { for key, role in aws_iam_role.this : key => role.arn }
}

output "role_names" {
  description = "Role name by kind."
  value       = { for key, role in aws_iam_role.this : key => role.name }
}

output "switch_role_urls" {
  description = "Address by kind at which a user who has signed in to a trusted account switches to the role in the console."
  value = {
    for key, role in local.roles : key => "https://${local.console}/switchrole?${join("&", [
      "account=${local.account_id}",
      "roleName=${urlencode(role.name)}",
      "displayName=${urlencode("${coalesce(var.account_name, local.account_id)} ${key}")}",
    ])}"
  }
}

output "documents" {
  description = "Policies as JSON: `<kind>_trust`, and `read-only_permissions`, `developer_permissions` and `logs_permissions` where they exist; managed policies come on top. Lets tests evaluate who may do what."
  value = merge(
    { for key, document in data.aws_iam_policy_document.trust : "${key}_trust" => document.json },
    { for document in data.aws_iam_policy_document.read_only : "read-only_permissions" => document.json },
    { for document in data.aws_iam_policy_document.developer : "developer_permissions" => document.json },
    { for document in data.aws_iam_policy_document.logs : "logs_permissions" => document.json },
  )
}
