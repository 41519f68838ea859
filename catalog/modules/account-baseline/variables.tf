variable "name" {
  type        = string
  description = "Name of the account, for example `acme-dev`."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,48}[a-z0-9]$", var.name))
    error_message = "name must have 2 to 50 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen"
  }
}

variable "account_alias" {
  type        = string
  description = "Alias in the account's sign-in address, unique in all of AWS; null keeps the account number."
  default     = null

  validation {
    condition     = var.account_alias == null || can(regex("^[a-z0-9]([a-z0-9]|-[a-z0-9]){2,62}$", var.account_alias))
    error_message = "account_alias must have 3 to 63 lower-case letters, digits and single hyphens, and neither start nor end with a hyphen"
  }
}

variable "password_policy" {
  type = object({
    minimum_length    = optional(number, 14)
    remembered        = optional(number, 24)
    max_age_days      = optional(number, 90)
    users_may_change  = optional(bool, true)
    hard_expiry       = optional(bool, false)
    require_lowercase = optional(bool, true)
    require_uppercase = optional(bool, true)
    require_numbers   = optional(bool, true)
    require_symbols   = optional(bool, true)
  })
  description = "Rules for passwords of IAM users, by default those of the CIS benchmark; `max_age_days` 0 lets passwords live forever. null leaves the account's policy alone: right for a second region of the same account."
  default     = {}

  validation {
    condition     = var.password_policy == null || try(var.password_policy.minimum_length >= 8 && var.password_policy.minimum_length <= 128, false)
    error_message = "password_policy.minimum_length must be from 8 to 128"
  }

  validation {
    condition     = var.password_policy == null || try(var.password_policy.remembered >= 1 && var.password_policy.remembered <= 24, false)
    error_message = "password_policy.remembered must be from 1 to 24"
  }

  validation {
    condition     = var.password_policy == null || try(var.password_policy.max_age_days >= 0 && var.password_policy.max_age_days <= 1095, false)
    error_message = "password_policy.max_age_days must be from 0 to 1095"
  }
}

variable "ebs_encryption" {
  type        = bool
  description = "Encrypts every new EBS volume and snapshot of the region with a key of this account. false lets anyone create unencrypted volumes."
  default     = true
  nullable    = false
}

variable "s3_public_access_block" {
  type        = bool
  description = "Blocks public access to every bucket of the account, whatever the bucket says. false lets bucket policies and ACLs publish objects; it is also right for a second region of the same account, for the setting is global."
  default     = true
  nullable    = false
}

variable "access_analyzer" {
  type = object({
    type            = optional(string, "ACCOUNT")
    unused_age_days = optional(number)
  })
  description = "IAM Access Analyzer: reports resources that can be reached from outside the `ACCOUNT` or the `ORGANIZATION` (only from its management or delegated account). `unused_age_days` adds a second, billed analyzer for access that nobody has used for so long. null = off: nobody learns of resources shared with strangers."
  default     = {}

  validation {
    condition     = var.access_analyzer == null || try(contains(["ACCOUNT", "ORGANIZATION"], var.access_analyzer.type), false)
    error_message = "access_analyzer.type must be ACCOUNT or ORGANIZATION"
  }

  validation {
    condition     = try(var.access_analyzer.unused_age_days, null) == null || try(var.access_analyzer.unused_age_days >= 1 && var.access_analyzer.unused_age_days <= 365, false)
    error_message = "access_analyzer.unused_age_days must be from 1 to 365"
  }
}

variable "instance_metadata" {
  type = object({
    hop_limit = optional(number, 1)
  })
  description = "Defaults of new EC2 instances in the region: the metadata service answers only requests with a session token (IMDSv2). A `hop_limit` of 2 lets containers on an instance take its credentials. null leaves the defaults of AWS, under which images without a setting of their own accept requests without a token."
  default     = {}

  validation {
    condition     = var.instance_metadata == null || try(var.instance_metadata.hop_limit >= 1 && var.instance_metadata.hop_limit <= 64, false)
    error_message = "instance_metadata.hop_limit must be from 1 to 64"
  }
}

variable "block_public_snapshots" {
  type        = bool
  description = "Blocks all public sharing of EBS snapshots in the region, existing shares included. false lets anyone with the right publish a disk."
  default     = true
  nullable    = false
}

variable "block_public_images" {
  type        = bool
  description = "Blocks new public sharing of machine images (AMI) in the region. false lets anyone with the right publish an image."
  default     = true
  nullable    = false
}

variable "block_serial_console" {
  type        = bool
  description = "Keeps the EC2 serial console of the region shut. false leaves the setting alone."
  default     = true
  nullable    = false
}

variable "alternate_contacts" {
  type = map(object({
    name  = string
    title = string
    email = string
    phone = string
  }))
  description = "People whom AWS contacts beside the owner of the account, by kind: `SECURITY`, `OPERATIONS`, `BILLING`."
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.alternate_contacts), ["BILLING", "OPERATIONS", "SECURITY"])) == 0
    error_message = "alternate_contacts may only have the keys SECURITY, OPERATIONS and BILLING"
  }

  validation {
    condition     = alltrue([for contact in values(var.alternate_contacts) : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", contact.email))])
    error_message = "alternate_contacts must have an e-mail address each"
  }

  validation {
    condition     = alltrue([for contact in values(var.alternate_contacts) : can(regex("^[0-9 ()+-]{1,25}$", contact.phone))])
    error_message = "alternate_contacts must have a phone number of at most 25 digits, spaces, brackets, plus signs and hyphens each"
  }
}
