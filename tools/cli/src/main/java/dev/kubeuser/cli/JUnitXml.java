// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cli.ReportedLine.Outcome;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The outcome of tables, in the XML that CI servers read: a table is a test suite, a line is a test case.
 *
 * @param lines the lines of all tables
 */
record JUnitXml(List<ReportedLine> lines) {

    /** Control characters and the like are escaped before. */
    private static final Pattern UNKNOWN_TO_XML = Pattern.compile("[\uFFFE\uFFFF]");

    private static final int LINES_OF_MESSAGE = 3;
    private static final double MILLIS = 1000.0;

    /**
     * Writes it.
     *
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    void write(Path file) {
        TextFile.write(file, text());
    }

    String text() {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            begin(xml, 0, "testsuites");
            count(xml, lines);
            for (Map.Entry<String, List<ReportedLine>> table : tables().entrySet()) {
                writeSuite(xml, table.getKey(), table.getValue());
            }
            end(xml, 0);
            xml.writeEndDocument();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text + "\n";
    }

    private Map<String, List<ReportedLine>> tables() {
        return lines.stream()
                .collect(Collectors.groupingBy(ReportedLine::file, LinkedHashMap::new, Collectors.toList()));
    }

    private static void writeSuite(XMLStreamWriter xml, String table, List<ReportedLine> lines)
            throws XMLStreamException {
        begin(xml, 1, "testsuite");
        attribute(xml, "name", table);
        count(xml, lines);
        for (ReportedLine line : lines) {
            writeCase(xml, line);
        }
        end(xml, 1);
    }

    private static void count(XMLStreamWriter xml, List<ReportedLine> lines) throws XMLStreamException {
        attribute(xml, "tests", String.valueOf(lines.size()));
        attribute(xml, "failures", String.valueOf(count(lines, Outcome.FAILS)));
        attribute(xml, "errors", String.valueOf(count(lines, Outcome.MISTAKEN)));
        attribute(xml, "time", seconds(lines.stream().map(ReportedLine::time).reduce(Duration.ZERO, Duration::plus)));
    }

    private static long count(List<ReportedLine> lines, Outcome outcome) {
        return lines.stream().filter(line -> line.outcome() == outcome).count();
    }

    private static void writeCase(XMLStreamWriter xml, ReportedLine checked) throws XMLStreamException {
        begin(xml, 2, "testcase");
        attribute(xml, "name", Printable.text(checked.sentence()));
        attribute(xml, "classname", checked.file().replaceFirst("\\.[^./]+$", ""));
        attribute(xml, "file", checked.file());
        attribute(xml, "line", String.valueOf(checked.line()));
        attribute(xml, "time", seconds(checked.time()));
        if (checked.outcome() != Outcome.HOLDS) {
            boolean isFailure = checked.outcome() == Outcome.FAILS;
            begin(xml, 3, isFailure ? "failure" : "error");
            attribute(
                    xml,
                    "message",
                    checked.message().lines().limit(LINES_OF_MESSAGE).collect(Collectors.joining(" ")));
            xml.writeCharacters(escaped(checked.message()));
            xml.writeEndElement();
        }
        end(xml, 2);
    }

    private static void begin(XMLStreamWriter xml, int depth, String element) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeStartElement(element);
    }

    private static void end(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeEndElement();
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, escaped(value));
    }

    private static String escaped(String text) {
        return UNKNOWN_TO_XML
                .matcher(text)
                .replaceAll(found -> "\\" + Printable.escape(found.group().charAt(0)));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / MILLIS);
    }
}
