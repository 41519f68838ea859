variable "domain" {
  type        = string
  description = "First name of the certificate, one of the keys of `zone_ids`, for example `example.com`."
  nullable    = false

  validation {
    condition     = can(regex("^(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain)) && length(var.domain) <= 64
    error_message = "domain must be a domain name of at most 64 characters in lower case, with *. at most in front"
  }
}

variable "zone_ids" {
  type        = map(string)
  description = "All names of the certificate, each with the public zone (in this account) that it is validated through, for example `{ \"example.com\" = \"Z0123456789ABCDEF\", \"*.example.com\" = \"Z0123456789ABCDEF\" }`. A name and its wildcard must have the same zone."
  nullable    = false

  validation {
    condition     = length(var.zone_ids) > 0 && alltrue([for name in keys(var.zone_ids) : can(regex("^(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "zone_ids must have domain names in lower case as keys, with *. at most in front"
  }

  validation {
    condition     = alltrue([for id in values(var.zone_ids) : can(regex("^[A-Z0-9]{4,32}$", id))])
    error_message = "zone_ids must hold ids of zones such as Z0123456789ABCDEF"
  }

  validation {
    condition     = alltrue([for name, id in var.zone_ids : lookup(var.zone_ids, trimprefix(name, "*."), id) == id])
    error_message = "zone_ids must give a name and its wildcard the same zone: they share a validation record"
  }
}

variable "key_algorithm" {
  type        = string
  description = "Kind of key: `RSA_2048`, which every client knows, or `EC_prime256v1` or `EC_secp384r1`, which make connections cheaper."
  default     = "RSA_2048"
  nullable    = false

  validation {
    condition     = contains(["RSA_2048", "EC_prime256v1", "EC_secp384r1"], var.key_algorithm)
    error_message = "key_algorithm must be RSA_2048, EC_prime256v1 or EC_secp384r1"
  }
}

variable "alarm_days" {
  type        = number
  description = "Days left on the certificate below which the alarm goes off. AWS renews at 60 days, so an alarm means that renewal does not work."
  default     = 30
  nullable    = false

  validation {
    condition     = var.alarm_days >= 1 && var.alarm_days <= 59
    error_message = "alarm_days must be from 1 to 59"
  }
}

variable "alarms_topic_arn" {
  type        = string
  description = "SNS topic (same region) that the alarm notifies; null leaves the alarm without an action."
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic"
  }
}
