package dev.kubeuser.tool;

import dev.kubeuser.report.internal.ReportedLine.Outcome;
import dev.kubeuser.report.internal.TableReport;
import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/** What came of the lines of tables. Immutable and thread-safe. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TableResults {

    private final TableReport report;

    TableResults(TableReport report) {
        this.report = report;
    }

    /**
     * {@return whether all lines hold, and what is required is met}
     */
    public boolean hold() {
        return report.outcome() == Outcome.HOLDS;
    }

    /**
     * {@return whether a line asks for something that the server does not know, such as {@code pod} instead of
     * {@code pods}, so that there is no answer}
     */
    public boolean areMistaken() {
        return report.outcome() == Outcome.MISTAKEN;
    }

    /**
     * {@return each line that does not hold, and what all prove of the policy, in lines for a terminal}
     */
    public List<String> text() {
        return report.text();
    }

    /**
     * {@return the same for the page of a CI job}
     */
    public String markdown() {
        return report.markdown();
    }

    /**
     * {@return the lines that do not hold, each at its place, for a code host}
     */
    public String sarif() {
        return report.sarif();
    }

    /**
     * {@return all lines for programs}
     */
    public String json() {
        return report.json();
    }

    /**
     * Writes all lines in the XML of JUnit, which CI servers read.
     *
     * @param file the file, which is replaced
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void writeJUnitXml(Path file) {
        new JUnitXml(report.lines()).write(file);
    }
}
