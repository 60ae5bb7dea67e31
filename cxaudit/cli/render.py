"""`cxaudit render`: the reports of an audit that was kept, again."""

from cxaudit.cli import options as opt


def render(
    audit: opt.AuditFile,
    output: opt.Outputs = None,
    output_format: opt.Format = "summary",
    templates: opt.Templates = None,
) -> None:
    """Render the reports of an audit again, without its logs or its rulebook."""
    from cxaudit.cli.output import refuse_unwritable
    from cxaudit.cli.reports import Reports, read_audit

    reports = Reports.of(output or [], output_format, templates)
    refuse_unwritable(reports.paths, (audit, templates))
    reports.write(read_audit(audit))
