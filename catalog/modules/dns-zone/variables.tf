variable "domain" {
  type        = string
  description = "Domain of the zone, for example `dev.example.com`, without a dot at the end."
  nullable    = false

  validation {
    condition     = length(var.domain) <= 253 && can(regex("^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain))
    error_message = "domain must be a domain name in lower case without a dot at the end, for example dev.example.com"
  }
}

variable "private_vpc_ids" {
  type        = list(string)
  description = "VPCs in which the zone answers. With none, the zone is public. The first VPC belongs to the zone for its life, and replacing it means replacing it by hand; further ones come and go at the end of the list. Associations made elsewhere (module `zone-association`) stay."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.private_vpc_ids : startswith(id, "vpc-")])
    error_message = "private_vpc_ids must hold ids such as vpc-0123456789abcdef0"
  }

  validation {
    condition     = length(distinct(var.private_vpc_ids)) == length(var.private_vpc_ids)
    error_message = "private_vpc_ids must not name a VPC twice"
  }
}

variable "certificate" {
  type = object({
    subject_alternative_names = optional(list(string), [])
  })
  description = "TLS certificate for the domain and everything one level below it (`*.domain`), validated through the zone and renewed by AWS. More names must lie in the zone. null = no certificate. Needs a public zone that its parent already delegates to."
  default     = null

  validation {
    condition     = var.certificate == null || try(alltrue([for name in var.certificate.subject_alternative_names : can(regex("^(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))]), false)
    error_message = "certificate.subject_alternative_names must hold domain names in lower case, with *. at most in front"
  }
}

variable "delegations" {
  type        = map(list(string))
  description = "Subdomains that other zones answer for: name servers by the part in front of the domain, for example `{ dev = dependency.dev_zone.outputs.name_servers }`."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for label in keys(var.delegations) : can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", label))])
    error_message = "delegations must have the keys that stand in front of the domain, for example dev"
  }

  validation {
    condition     = alltrue([for servers in values(var.delegations) : length(servers) >= 2])
    error_message = "delegations must have at least two name servers each"
  }
}

variable "delegation_set_id" {
  type        = string
  description = "Reusable delegation set, whose name servers are known before the zone exists, so that the parent can delegate first; null lets AWS choose name servers. Only for public zones."
  default     = null

  validation {
    condition     = var.delegation_set_id == null || can(regex("^N[A-Z0-9]+$", var.delegation_set_id))
    error_message = "delegation_set_id must be an id such as N1PA6795SAMPLE"
  }
}

variable "caa_issuers" {
  type        = list(string)
  description = "Certificate authorities that may issue for the domain (CAA record of a public zone). An empty list writes no record: any authority in the world may then issue."
  default     = ["amazon.com"]
  nullable    = false

  validation {
    condition     = alltrue([for issuer in var.caa_issuers : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", issuer))])
    error_message = "caa_issuers must hold domains of certificate authorities, for example amazon.com"
  }
}

variable "force_destroy" {
  type        = bool
  description = "Deletes all records, also those that others made, when the zone is destroyed. true lets one destroy take every name with it."
  default     = false
  nullable    = false
}

variable "certificate_alarm_days" {
  type        = number
  description = "Days left on the certificate below which the alarm goes off. AWS renews at 60 days, so an alarm means that renewal does not work."
  default     = 30
  nullable    = false

  validation {
    condition     = var.certificate_alarm_days >= 1 && var.certificate_alarm_days <= 59
    error_message = "certificate_alarm_days must be from 1 to 59"
  }
}

variable "alarms_topic_arn" {
  type        = string
  description = "SNS topic that the alarm of the certificate notifies; null leaves the alarm without an action."
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic"
  }
}
