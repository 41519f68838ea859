output "packer_role_arn" {
  description = "Role that a workflow assumes to build images."
  value       = aws_iam_role.packer.arn
}

output "instance_profile_name" {
  description = "Profile of the instances on which images are built."
  value       = aws_iam_instance_profile.builds.name
}

output "security_group_id" {
  description = "Security group of these instances."
  value       = aws_security_group.builds.id
}

output "kms_key_arn" {
  description = "Key of the images. Who starts instances from them in another account with Auto Scaling grants it to Auto Scaling's role there."
  value       = aws_kms_key.images.arn

  depends_on = [aws_kms_key_policy.images]
}

output "parameter_names" {
  description = "Parameters that name the newest images, by image. One that builds write exists after the first build."
  value       = { for name in keys(var.images) : name => "/images/${name}" }
}

output "packer_variables_json" {
  description = "Variables of the templates in `catalog/images`, as a file `*.auto.pkrvars.json`."
  value = jsonencode({
    region            = local.region
    vpc_id            = var.vpc_id
    subnet_id         = var.subnet_id
    security_group_id = aws_security_group.builds.id
    instance_profile  = aws_iam_instance_profile.builds.name
    kms_key_arn       = aws_kms_key.images.arn
    built_by          = var.name
    share_account_ids = local.share_ids
  })
}
