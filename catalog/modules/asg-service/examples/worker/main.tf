module "this" {
  source = "../.."

  name       = "acme-dev-worker"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0"]
  port       = 8080
  size       = { min = 1, max = 4 }
  image      = { ssm_parameter = "/images/worker" }
  agent      = { install = false }

  schedules = {
    evening = { recurrence = "0 19 * * MON-FRI", time_zone = "Europe/Zurich", min = 0, desired = 0 }
    morning = { recurrence = "0 7 * * MON-FRI", time_zone = "Europe/Zurich", min = 1 }
  }
}
