company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/infrastructure-live"
  alert_emails  = ["platform@acme.example"]
}

security_contact {
  name  = "Acme Security"
  email = "security@acme.example"
  phone = "+1 555 0100"
}

vpn {
  allow = ["203.0.113.0/24"]
  image = "ami-0123456789abcdef0"
}
