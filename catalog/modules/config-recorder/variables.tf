variable "name" {
  description = "Name of recorder and delivery channel, and prefix of the rules, e.g. `acme-dev`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 40 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "bucket_name" {
  description = "Existing bucket that gets snapshots and history, e.g. `bucket_names[\"config\"]` of the module `log-archive`. Its policy must let AWS Config write to `AWSLogs/<account>/Config/`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "the bucket name must have 3 to 63 lower case letters, digits, hyphens or dots, and begin and end with a letter or digit"
  }
}

variable "is_home_region" {
  description = "Whether this is the one region of the account that records IAM and checks rules about the account as a whole. true in several regions bills the same users, roles and policies once per region."
  type        = bool
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts what is delivered, e.g. the `kms_key_arn` of the module `log-archive`. null = the default encryption of the bucket."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(?:key|alias)/[a-zA-Z0-9/_-]+$", var.kms_key_arn))
    error_message = "the key must be the ARN of a KMS key"
  }
}

variable "role_arn" {
  description = "Role that AWS Config reads resources with. null = the service-linked role, which can read what AWS Config supports and nothing else."
  type        = string
  default     = null

  validation {
    condition     = var.role_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[a-zA-Z0-9+=,.@_/-]+$", var.role_arn))
    error_message = "the role must be the ARN of an IAM role"
  }
}

variable "create_service_linked_role" {
  description = "Makes the service-linked role, in the home region only, which must therefore come before the other regions. false is for accounts that have the role already."
  type        = bool
  default     = true
  nullable    = false
}

variable "recording" {
  description = "How changes are recorded. The frequency `DAILY` is the cheap one: it keeps at most one state per resource and day, so that a change that is undone on the same day leaves no trace. `continuous_types` are recorded at each change even then; `excluded_types` are not recorded at all."
  type = object({
    frequency        = optional(string, "CONTINUOUS")
    continuous_types = optional(set(string), [])
    excluded_types   = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["CONTINUOUS", "DAILY"], var.recording.frequency)
    error_message = "the frequency must be CONTINUOUS or DAILY"
  }

  validation {
    condition     = length(var.recording.continuous_types) == 0 || var.recording.frequency == "DAILY"
    error_message = "`continuous_types` is for the frequency DAILY: otherwise all types are recorded continuously"
  }

  validation {
    condition     = alltrue([for type in setunion(var.recording.continuous_types, var.recording.excluded_types) : can(regex("^AWS::[a-zA-Z0-9]+::[a-zA-Z0-9]+$", type))])
    error_message = "each resource type must look like `AWS::EC2::Instance`"
  }

  validation {
    condition     = length(setintersection(var.recording.continuous_types, var.recording.excluded_types)) == 0
    error_message = "a resource type cannot be recorded continuously and excluded"
  }
}

variable "snapshot_frequency" {
  description = "How often a snapshot of everything goes to the bucket."
  type        = string
  default     = "TwentyFour_Hours"
  nullable    = false

  validation {
    condition     = contains(["One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"], var.snapshot_frequency)
    error_message = "the snapshot frequency must be One_Hour, Three_Hours, Six_Hours, Twelve_Hours or TwentyFour_Hours"
  }
}

variable "retention_days" {
  description = "Days that AWS Config itself keeps the history of a resource; the bucket keeps it for as long as its own rules say."
  type        = number
  default     = 2557
  nullable    = false

  validation {
    condition     = var.retention_days >= 30 && var.retention_days <= 2557 && var.retention_days == floor(var.retention_days)
    error_message = "the retention must be a whole number of days from 30 to 2557"
  }
}

variable "default_rules" {
  description = "Checks resources against the rules of this module. false leaves only those in `rules`: right where Security Hub runs its own rules for the same, which are not billed."
  type        = bool
  default     = true
  nullable    = false
}

variable "benchmark_rules" {
  description = "Adds the default rules `mfa-delete` and `root-hardware-mfa`, which the CIS benchmark asks for and hardly any account fulfils: expect each bucket to be reported once."
  type        = bool
  default     = false
  nullable    = false
}

variable "excluded_rules" {
  description = "Default rules that are left out, by name, with the reason why they do not matter here."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for reason in values(var.excluded_rules) : length(trimspace(reason)) >= 10])
    error_message = "each excluded rule needs a reason of at least ten characters"
  }
}

variable "rules" {
  description = "Further managed rules of AWS by name, e.g. `{ eks-logs = { identifier = \"EKS_CLUSTER_LOGGING_ENABLED\" } }`; the name of a default rule replaces it. `parameters`: what the rule can be told; `resource_types` narrows a rule that runs at changes; `frequency` is for rules that run on a schedule."
  type = map(object({
    identifier     = string
    parameters     = optional(map(string), {})
    resource_types = optional(set(string), [])
    frequency      = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.rules) : can(regex("^[a-z][a-z0-9-]{0,80}$", name))])
    error_message = "a rule name must have 1 to 81 lower case letters, digits or hyphens and begin with a letter"
  }

  validation {
    condition     = alltrue([for rule in values(var.rules) : can(regex("^[A-Z0-9_]+$", rule.identifier))])
    error_message = "the identifier of a managed rule must look like `ENCRYPTED_VOLUMES`"
  }

  validation {
    condition     = alltrue([for rule in values(var.rules) : rule.frequency == null ? true : contains(["One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"], rule.frequency)])
    error_message = "the frequency of a rule must be One_Hour, Three_Hours, Six_Hours, Twelve_Hours or TwentyFour_Hours"
  }
}

variable "alerts" {
  description = "Topic that hears of each resource that stops to comply with a rule of this module. null = nobody is told."
  type        = object({ topic_arn = string })
  default     = null

  validation {
    condition     = var.alerts == null ? true : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]+$", var.alerts.topic_arn))
    error_message = "the topic must be the ARN of an SNS topic"
  }
}
