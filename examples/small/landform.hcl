# One small environment, without samples.
company "initech" {
  domain        = "initech.example"
  region        = "eu-west-1"
  account_email = "aws+{account}@initech.example"
  repository    = "initech/live"
  alert_emails  = ["ops@initech.example"]
}

environment "app" {
  size = "small"
}

service "web" {
  image          = "public.ecr.aws/nginx/nginx:1.27"
  port           = 80
  public         = true
  writable_paths = ["/tmp", "/var/cache/nginx", "/var/run"]
}
