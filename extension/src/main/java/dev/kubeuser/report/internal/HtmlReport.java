package dev.kubeuser.report.internal;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/**
 * The report as one page that needs nothing else. The templates escape what they show by where it stands.
 *
 * @param page what is in it
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
