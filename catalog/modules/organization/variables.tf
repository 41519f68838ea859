variable "name" {
  description = "Prefix of the names of the policies, e.g. `acme`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$", var.name))
    error_message = "the name must have 1 to 100 letters, digits, hyphens and underscores, and begin with a letter or digit"
  }
}

variable "allowed_regions" {
  description = "Regions that member accounts may use. Global services stay usable; CloudFront takes its certificates from us-east-1, whose certificates, web ACLs and metrics therefore stay usable too."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.allowed_regions) > 0 && alltrue([for region in var.allowed_regions : can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", region))])
    error_message = "name at least one region, such as `eu-west-1`"
  }
}

variable "organizational_units" {
  description = "Organizational units by key. `name`: shown name, by default the key; `parent`: key of the unit around it, null = directly under the root. A unit that has a parent cannot be one itself."
  type = map(object({
    name   = optional(string)
    parent = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key, ou in var.organizational_units : length(coalesce(ou.name, key)) <= 128])
    error_message = "the name of an organizational unit has at most 128 characters"
  }

  validation {
    condition     = alltrue([for ou in values(var.organizational_units) : ou.parent == null ? true : contains([for key, other in var.organizational_units : key if other.parent == null], ou.parent)])
    error_message = "the parent of an organizational unit must be the key of a unit that has no parent itself"
  }
}

variable "accounts" {
  description = "Member accounts by key. `email`: address of the root user, unique in all of AWS; `ou`: key of its organizational unit, null = the root; `name`: by default the key; `role_name`: role that the management account assumes there; `iam_user_access_to_billing`: whether roles may see the bill. Name, e-mail, role and billing access are given at creation only. `close_on_deletion` closes an account that is taken out of this map, and after 90 days all that is in it is gone; without it AWS refuses to remove an account that cannot pay its own bill."
  type = map(object({
    email                      = string
    ou                         = optional(string)
    name                       = optional(string)
    role_name                  = optional(string, "OrganizationAccountAccessRole")
    iam_user_access_to_billing = optional(bool, true)
    close_on_deletion          = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for account in values(var.accounts) : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", account.email)) && length(account.email) <= 64])
    error_message = "each account needs an e-mail address of at most 64 characters"
  }

  validation {
    condition     = length(distinct([for account in values(var.accounts) : lower(account.email)])) == length(var.accounts)
    error_message = "no two accounts can share an e-mail address"
  }

  validation {
    condition     = alltrue([for key, account in var.accounts : can(regex("^[ -~]{1,50}$", coalesce(account.name, key)))])
    error_message = "the name of an account has 1 to 50 printable characters"
  }

  validation {
    condition     = alltrue([for account in values(var.accounts) : can(regex("^[a-zA-Z0-9+=,.@_-]{1,64}$", account.role_name))])
    error_message = "`role_name` must be the name of a role, without a path"
  }
}

variable "service_access_principals" {
  description = "Services of AWS that may work across the organization. The account service lets the management account keep the contacts of the others."
  type        = set(string)
  default = [
    "access-analyzer.amazonaws.com",
    "account.amazonaws.com",
    "backup.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
    "config.amazonaws.com",
    "guardduty.amazonaws.com",
    "iam.amazonaws.com",
    "malware-protection.guardduty.amazonaws.com",
    "ram.amazonaws.com",
    "securityhub.amazonaws.com",
    "sso.amazonaws.com",
  ]
  nullable = false

  validation {
    condition     = alltrue([for principal in var.service_access_principals : can(regex("^[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.amazonaws\\.com$", principal))])
    error_message = "a service principal must look like `cloudtrail.amazonaws.com`"
  }
}

variable "cross_account_backup" {
  description = "Lets AWS Backup copy between accounts of the organization, where a vault lets it in: without copies elsewhere, whoever has an account has its backups."
  type        = bool
  default     = true
  nullable    = false
}

variable "delegated_administrators" {
  description = "Services that a member account administers for the organization: service principal => key of `accounts`. GuardDuty and Security Hub are delegated by calls of their own, so leave them out."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for principal in keys(var.delegated_administrators) : can(regex("^[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.amazonaws\\.com$", principal))])
    error_message = "a service principal must look like `config.amazonaws.com`"
  }
}

variable "central_root_access" {
  description = "Removes the need for root passwords: new member accounts have no root credentials, and the management account can delete those of the others and act as their root user for 15 minutes at a time. Without it each account keeps a root user that somebody must guard."
  type        = bool
  default     = true
  nullable    = false
}

variable "further_policy_types" {
  description = "Policy types to enable beside service control and resource control policies, for policies that are made elsewhere."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for type in var.further_policy_types : contains(["AISERVICES_OPT_OUT_POLICY", "BACKUP_POLICY", "CHATBOT_POLICY", "DECLARATIVE_POLICY_EC2", "TAG_POLICY"], type)])
    error_message = "the further policy types are AISERVICES_OPT_OUT_POLICY, BACKUP_POLICY, CHATBOT_POLICY, DECLARATIVE_POLICY_EC2 and TAG_POLICY"
  }
}

variable "guardrails" {
  description = "What nobody in a member account can do; `false` lifts a rule. `membership`: leave the organization; `root_user`: act as the root user; `landing_zone_roles`: make or change the roles that are exempt and the policies with their names, without which anybody who can make a role can evade the other rules; `credentials`: make IAM users, certificates in IAM, or passwords and access keys for users outside of `iam_user_path`; `audit`: stop or weaken CloudTrail, Config, GuardDuty, Security Hub and Access Analyzer; `regions`: use other regions; `public_access`: lift the blocks on public S3 buckets, images and snapshots of an account; `imdsv2`: start instances whose credentials a forged request can steal; `tls_only`: reach S3 and SQS without TLS."
  type = object({
    membership         = optional(bool, true)
    root_user          = optional(bool, true)
    landing_zone_roles = optional(bool, true)
    credentials        = optional(bool, true)
    audit              = optional(bool, true)
    regions            = optional(bool, true)
    public_access      = optional(bool, true)
    imdsv2             = optional(bool, true)
    tls_only           = optional(bool, true)
  })
  default  = {}
  nullable = false
}

variable "iam_user_path" {
  description = "Path of the IAM users who may get passwords and access keys, as in the module `iam-users`; `/` lets everybody with the right make them for any user."
  type        = string
  default     = "/people/"
  nullable    = false

  validation {
    condition     = can(regex("^/([A-Za-z0-9+=,.@_-]+/)*$", var.iam_user_path))
    error_message = "the path must begin and end with a slash, with letters, digits and any of + = , . @ _ - in between"
  }
}

variable "guardrail_ous" {
  description = "Keys of the organizational units whose accounts the guardrails bind. Empty = the root, that is every member account. The management account is never bound: AWS exempts it from all of them."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "landing_zone_roles" {
  description = "Roles of each account that the landing zone itself works with, as `role/<path and name>` with `*` as a wildcard. They are exempt from the rules on audit, credentials, regions, public access and roles, and only they can change each other and policies of the same names. Each entry widens the exemption in every account."
  type        = set(string)
  default     = ["role/OrganizationAccountAccessRole", "role/landform-*"]
  nullable    = false

  validation {
    condition     = alltrue([for role in var.landing_zone_roles : can(regex("^role/[a-zA-Z0-9+=,.@_/-][a-zA-Z0-9+=,.@_/*-]*$", role))])
    error_message = "a role must look like `role/landform-*` and must not begin with a wildcard"
  }
}

variable "exempt_principal_arns" {
  description = "Further roles that are exempt like `landing_zone_roles`, by ARN, e.g. a break-glass role of one account. `*` is allowed as a wildcard, and lets in whatever matches it."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.exempt_principal_arns : can(regex("^arn:[a-z*-]+:iam::(?:[0-9]{12}|\\*):role/[a-zA-Z0-9+=,.@_/-][a-zA-Z0-9+=,.@_/*-]*$", arn))])
    error_message = "an exempt principal must be the ARN of a role, whose name does not begin with a wildcard"
  }
}

variable "region_exempt_actions" {
  description = "Further actions that are allowed in every region, e.g. `bedrock:InvokeModel`. Each opens regions that nobody watches to that action."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for action in var.region_exempt_actions : can(regex("^[a-z0-9-]+:[a-zA-Z*]+$", action))])
    error_message = "an action must look like `bedrock:InvokeModel`"
  }
}
