package dev.kubeuser.tool;

import dev.kubeuser.report.internal.ChangeReport;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Who gains and who loses what by a change of a policy, the worst first, and what of it is agreed. Immutable and
 * thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AccessChanges {

    private final ChangeReport report;
    private final List<String> unused;

    AccessChanges(ChangeReport report, List<String> unused) {
        this.report = report;
        this.unused = List.copyOf(unused);
    }

    /**
     * {@return whether somebody gains something that is not agreed}
     */
    public boolean hasOpenGains() {
        return report.hasOpenGains();
    }

    /**
     * {@return whether somebody loses something that is not agreed}
     */
    public boolean hasOpenLosses() {
        return report.hasOpenLosses();
    }

    /**
     * {@return what was agreed, and nobody gains or loses}
     */
    public List<String> unused() {
        return unused;
    }

    /**
     * {@return all in lines for a terminal}
     */
    public List<String> text() {
        return report.text();
    }

    /**
     * {@return all for the comment of a pull request, short enough for one}
     */
    public String markdown() {
        return report.markdown();
    }

    /**
     * {@return the gains that are not agreed, each on the line that gives it, for a code host}
     */
    public String sarif() {
        return report.sarif();
    }

    /**
     * {@return all for programs}
     */
    public String json() {
        return report.json();
    }
}
