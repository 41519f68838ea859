variable "domain" {
  type        = string
  description = "Domain of the company, for example `example.com`, without a dot at the end."
  nullable    = false

  validation {
    condition     = length(var.domain) <= 253 && can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain))
    error_message = "domain must be a domain name in lower case without a dot at the end, for example example.com"
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

variable "delegation_signers" {
  type        = map(list(string))
  description = "DS records of those subdomains in `delegations` whose zones are signed, by the same keys. A record without a zone that is signed with that key makes the subdomain unreachable."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue(flatten([for records in values(var.delegation_signers) : concat([length(records) > 0], [for record in records : can(regex("^[0-9]+ [0-9]+ [0-9]+ [0-9A-Fa-f]+$", record))])]))
    error_message = "delegation_signers must hold DS records, for example \"12345 13 2 1A2B…\""
  }
}

variable "caa_issuers" {
  type        = list(string)
  description = "Certificate authorities that may issue for the domain and everything below it that has no CAA record of its own. An empty list writes no record: any authority in the world may then issue."
  default     = ["amazon.com"]
  nullable    = false

  validation {
    condition     = alltrue([for issuer in var.caa_issuers : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", issuer))])
    error_message = "caa_issuers must hold domains of certificate authorities, for example amazon.com"
  }
}

variable "caa_report_email" {
  type        = string
  description = "Address that authorities may tell about refused requests for certificates; null = none."
  default     = null

  validation {
    condition     = var.caa_report_email == null || can(regex("^[^@[:space:]\"]+@[^@[:space:]\"]+\\.[^@[:space:]\"]+$", var.caa_report_email))
    error_message = "caa_report_email must be an e-mail address"
  }
}

variable "mail" {
  type = object({
    mx    = optional(list(string), [])
    spf   = optional(string)
    dmarc = optional(string)
  })
  description = "Mail records of the domain: servers that take its mail (`mx`, with priorities), servers that may send in its name (`spf`), and what others do with forgeries (`dmarc`). null = the domain has no mail, and records say so: nothing is delivered, nothing is sent, forgeries are refused. With an empty object anyone can send mail in the name of the domain."
  default     = null

  validation {
    condition     = var.mail == null || try(alltrue([for server in var.mail.mx : can(regex("^[0-9]{1,5} [a-z0-9.-]*$", server))]), false)
    error_message = "mail.mx must hold a priority and a server each, for example \"10 mx.example.net\""
  }

  validation {
    condition     = try(var.mail.spf, null) == null || can(regex("^v=spf1 [^\"]+$", var.mail.spf))
    error_message = "mail.spf must be an SPF record, for example \"v=spf1 include:_spf.example.net -all\""
  }

  validation {
    condition     = try(var.mail.dmarc, null) == null || can(regex("^v=DMARC1; *p=[^\"]+$", var.mail.dmarc))
    error_message = "mail.dmarc must be a DMARC record, for example \"v=DMARC1; p=reject; rua=mailto:dmarc@example.com\""
  }
}

variable "apex_alias" {
  type = object({
    dns_name               = string
    zone_id                = string
    ipv6                   = optional(bool, false)
    evaluate_target_health = optional(bool, false)
  })
  description = "Load balancer or distribution that the bare domain leads to, by the DNS name and zone that AWS gave to it. `ipv6` adds an AAAA record. null = the bare domain leads nowhere."
  default     = null

  validation {
    condition     = var.apex_alias == null || try(can(regex("^([a-zA-Z0-9_-]+\\.)+[a-z]+\\.?$", var.apex_alias.dns_name)) && can(regex("^Z[A-Z0-9]+$", var.apex_alias.zone_id)), false)
    error_message = "apex_alias must have the DNS name and the zone id of a load balancer or distribution"
  }
}

variable "apex_txt" {
  type        = list(string)
  description = "More TXT values of the bare domain, such as proofs of ownership for other services. The SPF record comes from `mail`."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for value in var.apex_txt : length(value) > 0 && !strcontains(value, "\"") && !startswith(value, "v=spf1")])
    error_message = "apex_txt must hold values without quotation marks; an SPF record belongs into mail.spf"
  }
}

variable "records" {
  type = map(object({
    name   = string
    type   = string
    values = list(string)
    ttl    = optional(number, 300)
  }))
  description = "More records below the domain, under names of your own; `name` is the part in front of the domain. Long TXT values are split as DNS demands."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for record in values(var.records) : can(regex("^(\\*|[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$", record.name))])
    error_message = "records must have the names that stand in front of the domain, for example www or selector._domainkey"
  }

  validation {
    condition     = alltrue([for record in values(var.records) : contains(["A", "AAAA", "CNAME", "MX", "SRV", "TXT"], record.type)])
    error_message = "records must be of type A, AAAA, CNAME, MX, SRV or TXT; NS records belong into delegations"
  }

  validation {
    condition     = alltrue([for record in values(var.records) : length(record.values) > 0 && (record.type != "CNAME" || length(record.values) == 1) && alltrue([for value in record.values : length(value) > 0 && !strcontains(value, "\"")])])
    error_message = "records must have values without quotation marks: exactly one for a CNAME, at least one otherwise"
  }

  validation {
    condition     = alltrue([for record in values(var.records) : record.ttl >= 1 && record.ttl <= 604800])
    error_message = "records must have a ttl from 1 second to a week"
  }

  validation {
    condition     = !anytrue([for record in values(var.records) : contains(["_dmarc", "*._domainkey"], record.name)])
    error_message = "records must not hold _dmarc or *._domainkey: use mail"
  }
}

variable "dnssec" {
  type = object({
    key_deletion_window_days = optional(number, 30)
  })
  description = "Signs the zone. It is believed once the registrar (or the parent zone) has `ds_record`; take the record away there, and wait for its time to live, before you turn signing off: the domain is unreachable otherwise. null = off, so that answers can be forged on their way."
  default     = null

  validation {
    condition     = var.dnssec == null || try(var.dnssec.key_deletion_window_days >= 7 && var.dnssec.key_deletion_window_days <= 30, false)
    error_message = "dnssec.key_deletion_window_days must be from 7 to 30"
  }
}

variable "query_logging" {
  type = object({
    retention_days = optional(number, 365)
  })
  description = "Log of the questions that resolvers ask, encrypted, kept for `retention_days` (0 keeps it forever). null = off."
  default     = null

  validation {
    condition     = var.query_logging == null || try(contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.query_logging.retention_days), false)
    error_message = "query_logging.retention_days must be a period that CloudWatch Logs offers, for example 30, 90, 365 or 731"
  }
}

variable "delegation_set_id" {
  type        = string
  description = "Reusable delegation set, whose name servers stay the same when the zone is made anew; null lets AWS choose name servers."
  default     = null

  validation {
    condition     = var.delegation_set_id == null || can(regex("^N[A-Z0-9]+$", var.delegation_set_id))
    error_message = "delegation_set_id must be an id such as N1PA6795SAMPLE"
  }
}

variable "force_destroy" {
  type        = bool
  description = "Deletes all records, also those that others made, when the zone is destroyed. true lets one destroy take every name of the company with it."
  default     = false
  nullable    = false
}

variable "alarms_topic_arn" {
  type        = string
  description = "SNS topic (in us-east-1) that the alarms of signing notify; null leaves the alarms without an action."
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic"
  }
}
