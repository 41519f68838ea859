variable "zone_id" {
  type        = string
  description = "Private zone (in this account) that other accounts may use."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Z0-9]{4,32}$", var.zone_id))
    error_message = "zone_id must be an id such as Z0123456789ABCDEF"
  }
}

variable "vpcs" {
  type = map(object({
    vpc_id = string
    region = optional(string)
  }))
  description = "VPCs of other accounts in which the zone may answer, under names of your own. `region` is the one of this unit unless given."
  nullable    = false

  validation {
    condition     = alltrue([for vpc in values(var.vpcs) : startswith(vpc.vpc_id, "vpc-")])
    error_message = "vpcs must have ids such as vpc-0123456789abcdef0"
  }

  validation {
    condition     = alltrue([for vpc in values(var.vpcs) : vpc.region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]+$", vpc.region))])
    error_message = "vpcs must have regions such as eu-west-1"
  }

  validation {
    condition     = length(distinct([for vpc in values(var.vpcs) : vpc.vpc_id])) == length(var.vpcs)
    error_message = "vpcs must not name a VPC twice"
  }
}
