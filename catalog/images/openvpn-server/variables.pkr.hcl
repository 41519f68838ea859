variable "region" {
  description = "Region in which the image is built."
  type        = string
}

variable "vpc_id" {
  description = "Network of the build instance."
  type        = string
}

variable "subnet_id" {
  description = "Subnet of the build instance, with a way to the internet."
  type        = string
}

variable "security_group_id" {
  description = "Security group of the build instance, without a way in."
  type        = string
}

variable "instance_profile" {
  description = "Profile that lets Session Manager reach the build instance."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the image."
  type        = string
}

variable "built_by" {
  description = "Name of the pipeline: value of the tag that gives it rights over what it builds."
  type        = string
}

variable "share_account_ids" {
  description = "Accounts that may start instances from the image."
  type        = list(string)
  default     = []
}

variable "instance_type" {
  description = "Type of the build instance."
  type        = string
  default     = "t3.small"
}

variable "root_volume_gb" {
  description = "Size of the image's root volume."
  type        = number
  default     = 10
}

variable "source_name" {
  description = "Name of the image to start from, which may hold `*`; the newest is taken."
  type        = string
  default     = "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-*"
}

variable "source_owner" {
  description = "Owner of the image to start from."
  type        = string
  default     = "099720109477"
}

variable "packages" {
  description = "Packages to install besides those that every image has."
  type        = list(string)
  default     = []
}
