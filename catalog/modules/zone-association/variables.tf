variable "vpc_id" {
  type        = string
  description = "VPC (in this account) in which the zones shall answer. It needs DNS support and DNS host names."
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be an id such as vpc-0123456789abcdef0"
  }
}

variable "zone_ids" {
  type        = map(string)
  description = "Private zones of other accounts, under names of your own. Each must have authorized the VPC (module `zone-authorization`)."
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.zone_ids) : can(regex("^[A-Z0-9]{4,32}$", id))])
    error_message = "zone_ids must hold ids of zones such as Z0123456789ABCDEF"
  }

  validation {
    condition     = length(distinct(values(var.zone_ids))) == length(var.zone_ids)
    error_message = "zone_ids must not name a zone twice"
  }
}
