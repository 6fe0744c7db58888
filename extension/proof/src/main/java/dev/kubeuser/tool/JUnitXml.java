package dev.kubeuser.tool;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
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
 * What came of tables, in the XML that CI servers read: a table is a test suite, a line is a test case.
 *
 * @param lines the lines of all tables
 */
record JUnitXml(List<CheckedLine> lines) {

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
            for (Map.Entry<String, List<CheckedLine>> table : tables().entrySet()) {
                writeSuite(xml, table.getKey(), table.getValue());
            }
            end(xml, 0);
            xml.writeEndDocument();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text + "\n";
    }

    private Map<String, List<CheckedLine>> tables() {
        return lines.stream()
                .collect(Collectors.groupingBy(CheckedLine::table, LinkedHashMap::new, Collectors.toList()));
    }

    private static void writeSuite(XMLStreamWriter xml, String table, List<CheckedLine> lines)
            throws XMLStreamException {
        begin(xml, 1, "testsuite");
        attribute(xml, "name", table);
        count(xml, lines);
        for (CheckedLine line : lines) {
            writeCase(xml, line);
        }
        end(xml, 1);
    }

    private static void count(XMLStreamWriter xml, List<CheckedLine> lines) throws XMLStreamException {
        attribute(xml, "tests", String.valueOf(lines.size()));
        attribute(xml, "failures", String.valueOf(CheckedLine.count(lines, TableRun.Outcome.FAILS)));
        attribute(xml, "errors", String.valueOf(CheckedLine.count(lines, TableRun.Outcome.MISTAKEN)));
        attribute(xml, "time", seconds(lines.stream().map(CheckedLine::time).reduce(Duration.ZERO, Duration::plus)));
    }

    private static void writeCase(XMLStreamWriter xml, CheckedLine checked) throws XMLStreamException {
        begin(xml, 2, "testcase");
        attribute(xml, "name", Printable.text(checked.line().toString()));
        attribute(xml, "classname", checked.table().replaceFirst("\\.[^./]+$", ""));
        attribute(xml, "file", checked.table());
        attribute(xml, "line", checked.number());
        attribute(xml, "time", seconds(checked.time()));
        if (checked.outcome() != TableRun.Outcome.HOLDS) {
            boolean isFailure = checked.outcome() == TableRun.Outcome.FAILS;
            begin(xml, 3, isFailure ? "failure" : "error");
            attribute(
                    xml,
                    "message",
                    checked.text().lines().limit(LINES_OF_MESSAGE).collect(Collectors.joining(" ")));
            xml.writeCharacters(known(checked.text()));
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
        xml.writeAttribute(name, known(value));
    }

    private static String known(String text) {
        return UNKNOWN_TO_XML
                .matcher(text)
                .replaceAll(found -> "\\" + Printable.escape(found.group().charAt(0)));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / MILLIS);
    }
}
