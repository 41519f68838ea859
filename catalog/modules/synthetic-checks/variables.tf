variable "name" {
  description = "Prefix of the checks, e.g. `acme-prod`. The bucket with their artifacts is called `<name>-checks-<account id>-<region>`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,18}[a-z0-9]$", var.name))
    error_message = "the name must have 3 to 20 lower case letters, digits or hyphens, and begin and end with a letter or digit"
  }
}

variable "code_bucket_name" {
  description = "Bucket with the code of the checks, as zip files that a pipeline puts there. It must be in this region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.code_bucket_name))
    error_message = "the code bucket must be the name of a bucket"
  }
}

variable "checks" {
  description = "Checks by a short key. `code_key` and `code_version`: zip file and its version in the bucket (without a version, new code under the same key goes unnoticed); `handler`: what to call in it; `environment`: variables of the code, readable by all who can see the check, so not for secrets; the alarm goes off after `failures` runs in a row with less than `success_percent` of success."
  type = map(object({
    code_key        = string
    code_version    = optional(string)
    handler         = optional(string, "index.handler")
    every_minutes   = optional(number, 5)
    timeout_seconds = optional(number, 60)
    memory_mb       = optional(number, 1024)
    environment     = optional(map(string), {})
    success_percent = optional(number, 100)
    failures        = optional(number, 2)
  }))
  nullable = false

  validation {
    condition     = length(var.checks) > 0 && alltrue([for key in keys(var.checks) : can(regex("^[a-z0-9-]{1,26}$", key))])
    error_message = "name at least one check, by up to 26 lower case letters, digits and hyphens"
  }

  validation {
    condition     = alltrue([for check in values(var.checks) : contains(range(1, 61), check.every_minutes) && check.timeout_seconds >= 3 && check.timeout_seconds <= min(840, check.every_minutes * 60)])
    error_message = "a check runs every 1 to 60 minutes, and must time out after 3 to 840 seconds and before it runs again"
  }

  validation {
    condition     = alltrue([for check in values(var.checks) : check.memory_mb >= 960 && check.memory_mb <= 3008 && check.memory_mb % 64 == 0])
    error_message = "memory must be 960 to 3008 MB in steps of 64"
  }

  validation {
    condition     = alltrue([for check in values(var.checks) : check.success_percent > 0 && check.success_percent <= 100 && contains(range(1, 25), check.failures)])
    error_message = "`success_percent` must be above 0 and at most 100, `failures` 1 to 24"
  }

  validation {
    condition     = alltrue([for check in values(var.checks) : can(regex("^[A-Za-z0-9_/-]+\\.[A-Za-z0-9_.-]+$", check.handler)) && endswith(check.code_key, ".zip")])
    error_message = "the handler must look like `index.handler`, and the code must be a zip file"
  }
}

variable "runtime_version" {
  description = "Runtime of all checks, e.g. `syn-nodejs-puppeteer-10.0`. null = the newest for Node.js with Puppeteer, so that checks change when AWS brings out another."
  type        = string
  default     = null

  validation {
    condition     = var.runtime_version == null || can(regex("^syn-[a-z]+(?:-[a-z]+)*-[0-9.]+$", var.runtime_version))
    error_message = "the runtime version must look like `syn-nodejs-puppeteer-10.0`"
  }
}

variable "vpc" {
  description = "Runs the checks in a VPC, to reach what is not public; the subnets need a way to S3, CloudWatch and Synthetics. null = outside of any VPC."
  type = object({
    subnet_ids         = set(string)
    security_group_ids = set(string)
  })
  default = null

  validation {
    condition     = var.vpc == null ? true : length(var.vpc.subnet_ids) > 0 && length(var.vpc.security_group_ids) > 0
    error_message = "name at least one subnet and one security group"
  }
}

variable "retention_days" {
  description = "Days until results and artifacts of runs expire."
  type        = number
  default     = 31
  nullable    = false

  validation {
    condition     = contains(range(1, 456), var.retention_days)
    error_message = "retention must be a whole number of days between 1 and 455"
  }
}

variable "permissions_boundary_arn" {
  description = "Boundary that every role carries, needed where the role that applies this module demands it. null = none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/[A-Za-z0-9+=,.@_/-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy of the account"
  }
}

variable "alarms_topic_arn" {
  description = "Topic that alarms notify. null = alarms exist but notify nobody."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Lets a destroy delete the artifacts as well."
  type        = bool
  default     = false
  nullable    = false
}
