output "user_arns" {
  description = "User ARN by name."
  value       = { for name, user in aws_iam_user.this : name => user.arn }
}

output "group_arns" {
  description = "Group ARN by name, that of the group for self-management included."
  value = merge(
    { for name, group in aws_iam_group.this : name => group.arn },
    { (aws_iam_group.self_management.name) = aws_iam_group.self_management.arn },
  )
}

output "encrypted_passwords" {
  description = "First password by user, as base64 text that only the holder of the PGP key can decrypt; users without a key have none."
  value       = { for name, profile in aws_iam_user_login_profile.this : name => profile.encrypted_password }
}

output "sign_in_url" {
  description = "Address at which the users sign in."
  value       = "https://${local.account_id}.${lookup({ "aws-cn" = "signin.amazonaws.cn", "aws-us-gov" = "signin.amazonaws-us-gov.com" }, local.partition, "signin.aws.amazon.com")}/console"
}

output "documents" {
  description = "Policies as JSON: `self_management`, and `<group>_roles` of each group with roles. Lets tests evaluate who may do what."
  value = merge(
    { self_management = data.aws_iam_policy_document.self_management.json },
    { for name, document in data.aws_iam_policy_document.roles : "${name}_roles" => document.json },
  )
}
