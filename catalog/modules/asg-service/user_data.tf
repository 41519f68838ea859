locals {
  agent_settings = {
    agent = {
      metrics_collection_interval = 60
      run_as_user                 = "root"
    }

    metrics = {
      namespace              = "CWAgent"
      append_dimensions      = { AutoScalingGroupName = "$${aws:AutoScalingGroupName}" }
      aggregation_dimensions = [["AutoScalingGroupName"]]

      metrics_collected = {
        mem  = { measurement = ["used_percent"] }
        disk = { measurement = ["used_percent"], resources = ["/"] }
      }
    }

    logs = {
      logs_collected = {
        files = {
          collect_list = [for path in(var.agent == null ? [] : sort(var.agent.log_files)) : {
            file_path       = path
            log_group_name  = aws_cloudwatch_log_group.this.name
            log_stream_name = "{instance_id}${path}"
          }]
        }
      }
    }
  }

  # An empty list of files is refused by the agent.
  agent_sections = var.agent == null ? [] : length(var.agent.log_files) > 0 ? ["agent", "metrics", "logs"] : ["agent", "metrics"]

  agent_cloud_config = {
    packages = try(var.agent.install, false) ? ["amazon-cloudwatch-agent"] : []

    write_files = [{
      path        = "/opt/aws/amazon-cloudwatch-agent/etc/landform.json"
      permissions = "0644"
      content     = jsonencode({ for name, section in local.agent_settings : name => section if contains(local.agent_sections, name) })
    }]

    runcmd = [["/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl", "-a", "fetch-config", "-m", "ec2", "-s", "-c", "file:/opt/aws/amazon-cloudwatch-agent/etc/landform.json"]]
  }

  parts = concat(
    var.agent == null ? [] : [{ type = "text/cloud-config", text = "#cloud-config\n${yamlencode(local.agent_cloud_config)}" }],
    var.user_data == null ? [] : [{ type = startswith(var.user_data, "#cloud-config") ? "text/cloud-config" : "text/x-shellscript", text = var.user_data }],
  )

  # One message with a part for the agent and one for the application; their lists of commands are joined, not replaced.
  user_data = join("\n", concat(
    ["Content-Type: multipart/mixed; boundary=\"==landform==\"", "MIME-Version: 1.0", ""],
    flatten([for part in local.parts : [
      "--==landform==",
      "Content-Type: ${part.type}; charset=\"utf-8\"",
      "MIME-Version: 1.0",
      "X-Merge-Type: list(append)+dict(no_replace,recurse_list)+str()",
      "",
      part.text,
    ]]),
    ["--==landform==--", ""],
  ))
}
