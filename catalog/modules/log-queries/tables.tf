locals {
  account_ids = sort(distinct(values(var.account_ids)))

  sources = {
    cloudtrail = var.cloudtrail
    flow_logs  = var.flow_logs
    alb        = var.alb
    config     = var.config
    app_logs   = var.app_logs
  }

  # An organization trail puts the id of the organization in front of the accounts.
  prefixes = {
    for key, source in local.sources : key => source == null ? "" : join("", concat(
      source.prefix == "" ? [] : ["${source.prefix}/"],
      key == "app_logs" ? ["logs/"] : ["AWSLogs/"],
      key == "cloudtrail" && var.organization_id != null ? ["${coalesce(var.organization_id, "-")}/"] : [],
    ))
  }

  text_format = "org.apache.hadoop.mapred.TextInputFormat"
  json_serde  = "org.openx.data.jsonserde.JsonSerDe"

  # `template` follows the location; its variables are the partitions.
  all_tables = {
    cloudtrail = {
      description      = "Calls of the AWS API"
      template         = "$${account}/CloudTrail/$${region}/$${day}"
      per_account      = true
      day_format       = "yyyy/MM/dd"
      input_format     = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
      serde            = "org.apache.hive.hcatalog.data.JsonSerDe"
      serde_parameters = { "serialization.format" = "1" }
      parameters       = { classification = "cloudtrail" }
      columns = [
        { name = "eventversion", type = "string" },
        { name = "useridentity", type = "struct<${join(",", local.identity_fields)}>" },
        { name = "eventtime", type = "string" },
        { name = "eventsource", type = "string" },
        { name = "eventname", type = "string" },
        { name = "awsregion", type = "string" },
        { name = "sourceipaddress", type = "string" },
        { name = "useragent", type = "string" },
        { name = "errorcode", type = "string" },
        { name = "errormessage", type = "string" },
        { name = "requestparameters", type = "string" },
        { name = "responseelements", type = "string" },
        { name = "additionaleventdata", type = "string" },
        { name = "requestid", type = "string" },
        { name = "eventid", type = "string" },
        { name = "readonly", type = "string" },
        { name = "resources", type = "array<struct<arn:string,accountid:string,type:string>>" },
        { name = "eventtype", type = "string" },
        { name = "apiversion", type = "string" },
        { name = "recipientaccountid", type = "string" },
        { name = "serviceeventdetails", type = "string" },
        { name = "sharedeventid", type = "string" },
        { name = "vpcendpointid", type = "string" },
        { name = "tlsdetails", type = "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>" },
      ]
    }

    # The fields of the default format, in its order; the names are free.
    flow_logs = {
      description      = "Network flows of the VPCs"
      template         = "$${account}/vpcflowlogs/$${region}/$${day}"
      per_account      = true
      day_format       = "yyyy/MM/dd"
      input_format     = local.text_format
      serde            = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
      serde_parameters = { "field.delim" = " ", "serialization.format" = " " }
      parameters       = { classification = "csv", "skip.header.line.count" = "1" }
      columns = [
        { name = "version", type = "int" },
        { name = "account_id", type = "string" },
        { name = "interface_id", type = "string" },
        { name = "source_address", type = "string" },
        { name = "target_address", type = "string" },
        { name = "source_port", type = "int" },
        { name = "target_port", type = "int" },
        { name = "protocol", type = "bigint" },
        { name = "packets", type = "bigint" },
        { name = "bytes", type = "bigint" },
        { name = "start_time", type = "bigint" },
        { name = "end_time", type = "bigint" },
        { name = "action", type = "string" },
        { name = "log_status", type = "string" },
      ]
    }

    alb = {
      description      = "Requests to load balancers"
      template         = "$${account}/elasticloadbalancing/$${region}/$${day}"
      per_account      = true
      day_format       = "yyyy/MM/dd"
      input_format     = local.text_format
      serde            = "org.apache.hadoop.hive.serde2.RegexSerDe"
      serde_parameters = { "serialization.format" = "1", "input.regex" = local.alb_pattern }
      parameters       = {}
      columns          = [for field in flatten(local.alb_fields[*].columns) : { name = split(":", field)[0], type = split(":", field)[1] }]
    }

    # Config writes days and months without a leading zero.
    config = {
      description      = "Changes of resources, as AWS Config saw them"
      template         = "$${account}/Config/$${region}/$${day}/ConfigHistory"
      per_account      = true
      day_format       = "yyyy/M/d"
      input_format     = local.text_format
      serde            = local.json_serde
      serde_parameters = { "serialization.format" = "1", "case.insensitive" = "true" }
      parameters       = { classification = "json" }
      columns = [
        { name = "fileversion", type = "string" },
        { name = "configurationitems", type = "array<struct<${join(",", local.item_fields)}>>" },
      ]
    }

    app_logs = {
      description      = "Application logs that came in through `log-destination`"
      template         = "$${day}"
      per_account      = false
      day_format       = "yyyy/MM/dd"
      input_format     = local.text_format
      serde            = local.json_serde
      serde_parameters = { "serialization.format" = "1", "case.insensitive" = "true" }
      parameters       = { classification = "json" }
      columns = [
        { name = "messagetype", type = "string" },
        { name = "owner", type = "string" },
        { name = "loggroup", type = "string" },
        { name = "logstream", type = "string" },
        { name = "subscriptionfilters", type = "array<string>" },
        { name = "logevents", type = "array<struct<id:string,timestamp:bigint,message:string>>" },
      ]
    }
  }

  tables = {
    for key, table in local.all_tables : key => merge(table, {
      location = "s3://${local.sources[key].bucket}/${local.prefixes[key]}"
    }) if local.sources[key] != null
  }

  identity_fields = [
    "type:string", "principalid:string", "arn:string", "accountid:string", "invokedby:string", "accesskeyid:string", "username:string",
    "onbehalfof:struct<userid:string,identitystorearn:string>",
    "sessioncontext:struct<${join(",", [
      "attributes:struct<mfaauthenticated:string,creationdate:string>",
      "sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>",
      "ec2roledelivery:string",
      "webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>",
    ])}>",
  ]

  item_fields = [
    "configurationitemversion:string", "configurationitemcapturetime:string", "configurationitemstatus:string", "configurationstateid:string",
    "awsaccountid:string", "awsregion:string", "availabilityzone:string", "resourcetype:string", "resourceid:string", "resourcename:string", "arn:string",
    "configuration:string", "supplementaryconfiguration:map<string,string>", "tags:map<string,string>", "resourcecreationtime:string",
  ]

  word     = "([^ ]*)"
  quoted   = "\"([^\"]*)\""
  duration = "(-?[0-9.]+)"
  count    = "([0-9]+)"
  maybe    = "(?:-|([0-9]+))"

  # A line of an access log, field by field. A dash stands for no value.
  alb_fields = [
    { pattern = local.word, columns = ["type:string"] },
    { pattern = local.word, columns = ["time:string"] },
    { pattern = local.word, columns = ["load_balancer:string"] },
    { pattern = "([^ ]*):([0-9]+)", columns = ["client_address:string", "client_port:int"] },
    { pattern = "(?:-|([^ ]*):([0-9]+))", columns = ["target_address:string", "target_port:int"] },
    { pattern = local.duration, columns = ["request_seconds:double"] },
    { pattern = local.duration, columns = ["target_seconds:double"] },
    { pattern = local.duration, columns = ["response_seconds:double"] },
    { pattern = local.maybe, columns = ["status:int"] },
    { pattern = local.maybe, columns = ["target_status:int"] },
    { pattern = local.count, columns = ["received_bytes:bigint"] },
    { pattern = local.count, columns = ["sent_bytes:bigint"] },
    { pattern = "\"([^ ]*) ([^\"]*) ([^ \"]*) ?\"", columns = ["method:string", "url:string", "protocol:string"] },
    { pattern = local.quoted, columns = ["user_agent:string"] },
    { pattern = local.word, columns = ["cipher:string"] },
    { pattern = local.word, columns = ["tls_version:string"] },
    { pattern = local.word, columns = ["target_group_arn:string"] },
    { pattern = local.quoted, columns = ["trace_id:string"] },
    { pattern = local.quoted, columns = ["host:string"] },
    { pattern = local.quoted, columns = ["certificate_arn:string"] },
    { pattern = local.word, columns = ["rule_priority:string"] },
    { pattern = local.word, columns = ["created_at:string"] },
    { pattern = local.quoted, columns = ["actions:string"] },
    { pattern = local.quoted, columns = ["redirect_url:string"] },
    { pattern = local.quoted, columns = ["error_reason:string"] },
    { pattern = local.quoted, columns = ["target_list:string"] },
    { pattern = local.quoted, columns = ["target_status_list:string"] },
    { pattern = local.quoted, columns = ["classification:string"] },
    { pattern = local.quoted, columns = ["classification_reason:string"] },
  ]

  # What AWS adds at the end of the line one day must not make the line unreadable.
  alb_pattern = "${join(" ", local.alb_fields[*].pattern)}(?: .*)?"
}
