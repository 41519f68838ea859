variable "route_table_ids" {
  type        = map(string)
  description = "Route tables of the gateway by segment (output of `transit-gateway`)."
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.route_table_ids) : startswith(id, "tgw-rtb-")])
    error_message = "route_table_ids must hold ids such as tgw-rtb-0123456789abcdef0"
  }
}

variable "attachments" {
  type = map(object({
    attachment_id  = string
    segment        = string
    reachable_from = optional(set(string), [])
    accept         = optional(bool, true)
  }))
  description = "Attachments under names of your own. Each belongs to one segment, whose routes it uses, and is reachable from the segments in `reachable_from`: two attachments talk only when each is reachable from the segment of the other. `accept`: false for those of this account or of a gateway that accepts by itself."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for attachment in values(var.attachments) : startswith(attachment.attachment_id, "tgw-attach-")])
    error_message = "attachments must have ids such as tgw-attach-0123456789abcdef0"
  }
}

variable "static_routes" {
  type = map(object({
    segment    = string
    cidr       = string
    attachment = optional(string)
  }))
  description = "Routes that nothing propagates, under names of your own: from a segment to an IPv4 range through one of `attachments`, or to nowhere when `attachment` is null, which keeps a range out of reach whatever else is propagated less precisely."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for route in values(var.static_routes) : can(cidrnetmask(route.cidr)) && try(cidrhost(route.cidr, 0), "") == split("/", route.cidr)[0]])
    error_message = "static_routes must have IPv4 ranges by their first address as cidr, for example 10.10.0.0/16"
  }
}
