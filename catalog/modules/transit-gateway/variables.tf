variable "name" {
  type        = string
  description = "Full name of the gateway, for example `acme-shared`."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,48}[a-z0-9]$", var.name))
    error_message = "name must have 2 to 50 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen"
  }
}

variable "segments" {
  type        = set(string)
  description = "Parts of the network that are kept apart: each gets a route table of its own, which is empty until the module `transit-gateway-routing` fills it."
  default     = ["prod", "nonprod", "shared"]
  nullable    = false

  validation {
    condition     = length(var.segments) > 0 && alltrue([for segment in var.segments : can(regex("^[a-z][a-z0-9-]{0,30}$", segment))])
    error_message = "segments must hold at least one name of lower-case letters, digits and hyphens"
  }
}

variable "share_with" {
  type        = set(string)
  description = "Who may attach networks: account ids, or ARNs of the organization or its units. All must belong to the organization, which must allow sharing (RAM)."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for principal in var.share_with : can(regex("^([0-9]{12}|arn:[a-z-]+:organizations::[0-9]{12}:(organization/o-[a-z0-9]{10,32}|ou/o-[a-z0-9]{10,32}/ou-[a-z0-9-]+))$", principal))])
    error_message = "share_with must hold ids of twelve digits or ARNs of an organization or organizational unit"
  }
}

variable "auto_accept_attachments" {
  type        = bool
  description = "Accepts attachments of the accounts in `share_with` by itself, so that they can have routes at once. true lets anyone with rights in one of these accounts attach a network unseen; it stays without connection until `transit-gateway-routing` names it."
  default     = false
  nullable    = false
}

variable "asn" {
  type        = number
  description = "Private number of the gateway towards VPNs and Direct Connect (BGP). It cannot be changed while there are VPNs."
  default     = 64512
  nullable    = false

  validation {
    condition     = (var.asn >= 64512 && var.asn <= 65534) || (var.asn >= 4200000000 && var.asn <= 4294967294)
    error_message = "asn must be a private number: from 64512 to 65534 or from 4200000000 to 4294967294"
  }
}

variable "flow_logs" {
  type = object({
    retention_days = optional(number, 365)
  })
  description = "Log of all flows through the gateway, encrypted, kept for `retention_days` (0 keeps it forever). null = off, which leaves no trace of who talked with whom between networks."
  default     = {}

  validation {
    condition     = var.flow_logs == null || try(contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_logs.retention_days), false)
    error_message = "flow_logs.retention_days must be a period that CloudWatch Logs offers, for example 30, 90, 365 or 731"
  }
}

variable "dropped_packets_per_5_minutes" {
  type        = number
  description = "Packets without a route within five minutes above which the alarm goes off."
  default     = 500
  nullable    = false

  validation {
    condition     = var.dropped_packets_per_5_minutes >= 0
    error_message = "dropped_packets_per_5_minutes must not be below 0"
  }
}

variable "permissions_boundary_arn" {
  type        = string
  description = "Boundary that every role carries, needed where the role that applies this module demands it. null = none."
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/[A-Za-z0-9+=,.@_/-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy of the account"
  }
}

variable "alarms_topic_arn" {
  type        = string
  description = "SNS topic that the alarm notifies; null leaves the alarm without an action."
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic"
  }
}
