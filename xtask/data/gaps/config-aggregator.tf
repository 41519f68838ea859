module "this" {
  source = "@catalog@/config-aggregator"

  name    = "acme-organization"
  regions = ["eu-west-1", "us-east-1"]

  conformance_packs = {
    storage = {
      excluded_account_ids = ["999999999999"]

      template_body = <<-YAML
        Resources:
          Volumes:
            Type: AWS::Config::ConfigRule
            Properties:
              ConfigRuleName: encrypted-volumes
              Source:
                Owner: AWS
                SourceIdentifier: ENCRYPTED_VOLUMES
      YAML
    }
  }
}

module "everywhere" {
  source = "@catalog@/config-aggregator"

  name = "acme-everywhere"
}
