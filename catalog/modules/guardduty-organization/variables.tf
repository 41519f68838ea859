variable "name" {
  description = "Prefix of the event rule's name, e.g. `acme`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 40 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "detector_id" {
  description = "Detector that the account has in this region already, e.g. because somebody designated it in the console. null = this module makes one."
  type        = string
  default     = null

  validation {
    condition     = var.detector_id == null || can(regex("^[a-f0-9]{32}$", var.detector_id))
    error_message = "the detector id must be 32 hexadecimal digits"
  }
}

variable "member_accounts" {
  description = "Accounts of the organization that GuardDuty watches by itself: `ALL`; `NEW`: only those that join from now on, so that nobody watches the present ones; `NONE`: each must be added by hand."
  type        = string
  default     = "ALL"
  nullable    = false

  validation {
    condition     = contains(["ALL", "NEW", "NONE"], var.member_accounts)
    error_message = "the member accounts must be ALL, NEW or NONE"
  }
}

variable "features" {
  description = "What is watched beside CloudTrail, DNS and flow logs, in this account and in the members. A feature that is off leaves attacks of its kind unseen: `s3_data_events` theft of objects, `eks_audit_logs` abuse of clusters, `ebs_malware_protection` malware on suspicious instances, `rds_login_events` guessed passwords of databases, `lambda_network_logs` functions that call strangers."
  type = object({
    s3_data_events         = optional(bool, true)
    eks_audit_logs         = optional(bool, true)
    ebs_malware_protection = optional(bool, true)
    rds_login_events       = optional(bool, true)
    lambda_network_logs    = optional(bool, true)
  })
  default  = {}
  nullable = false
}

variable "runtime_monitoring" {
  description = "Watches processes and files inside of containers and instances, with agents that GuardDuty installs on `eks`, `ecs_fargate` and `ec2`, billed by processor and month. null = off: what happens inside is not seen."
  type = object({
    eks         = optional(bool, true)
    ecs_fargate = optional(bool, true)
    ec2         = optional(bool, true)
  })
  default = null
}

variable "finding_publishing_frequency" {
  description = "How soon news about a finding that is known already goes out; new findings always do at once. Not used with `detector_id`."
  type        = string
  default     = "FIFTEEN_MINUTES"
  nullable    = false

  validation {
    condition     = contains(["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"], var.finding_publishing_frequency)
    error_message = "the frequency must be FIFTEEN_MINUTES, ONE_HOUR or SIX_HOURS"
  }
}

variable "publishing" {
  description = "Copies all findings to a bucket, encrypted with a key; the policies of both must admit `guardduty.amazonaws.com`. null = off: GuardDuty forgets findings after 90 days."
  type = object({
    bucket_arn  = string
    kms_key_arn = string
  })
  default = null

  validation {
    condition     = var.publishing == null ? true : can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/.*)?$", var.publishing.bucket_arn))
    error_message = "`bucket_arn` must be the ARN of a bucket, with or without a prefix"
  }

  validation {
    condition     = var.publishing == null ? true : can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+$", var.publishing.kms_key_arn))
    error_message = "`kms_key_arn` must be the ARN of a KMS key"
  }
}

variable "finding_alerts" {
  description = "Sends each finding of all accounts in this region to a topic from this severity on: 1 to 4 low, 4 to 7 medium, 7 to 9 high, 9 and more critical. null = nobody is told."
  type = object({
    topic_arn        = string
    minimum_severity = optional(number, 7)
  })
  default = null

  validation {
    condition     = var.finding_alerts == null ? true : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]+$", var.finding_alerts.topic_arn))
    error_message = "`topic_arn` must be the ARN of an SNS topic"
  }

  validation {
    condition     = var.finding_alerts == null ? true : var.finding_alerts.minimum_severity >= 1 && var.finding_alerts.minimum_severity <= 10
    error_message = "`minimum_severity` must be from 1 to 10"
  }
}
