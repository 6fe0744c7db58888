package dev.kubeuser.report.internal;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/**
 * The report as one self-contained page. The templates escape output by context.
 *
 * @param page the content
 */
record HtmlReport(ReportPage page) {

    String text() {
        TemplateEngine engine = TemplateEngine.createPrecompiled(
                null, ContentType.Html, HtmlReport.class.getClassLoader(), "dev.kubeuser.report.internal");
        StringOutput output = new StringOutput();
        engine.render("page.jte", Map.of("page", page, "assets", PageAssets.read()), output);
        return output.toString();
    }
}
