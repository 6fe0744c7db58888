package dev.kubeuser.tool;

import dev.kubeuser.manifest.ManifestException;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/** Two policies, of which one replaces the other. Immutable and thread-safe. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PolicyComparison {

    private final PolicyFiles before;
    private final PolicyFiles after;

    private PolicyComparison(PolicyFiles before, PolicyFiles after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Reads two policies.
     *
     * @param operands the source of each, or two revisions as in {@code git:main..HEAD} and what is read at both
     * @param placeholders the texts for the placeholders in the files, by name
     * @return what is to be compared
     * @throws IllegalArgumentException if the operands are not two policies
     * @throws ManifestException if a file cannot be read or is malformed; the message names it
     */
    public static PolicyComparison read(List<String> operands, Map<String, String> placeholders) {
        RevisionRange range = RevisionRange.parse(operands.get(0)).orElse(null);
        if (range != null) {
            List<String> sources = operands.subList(1, operands.size());
            if (sources.isEmpty()) {
                throw new IllegalArgumentException(
                        operands.get(0) + " is two revisions: name also what to read at both, as in deploy/");
            }
            return new PolicyComparison(
                    PolicyFiles.read(range.before(sources), placeholders),
                    PolicyFiles.read(range.after(sources), placeholders));
        }
        if (operands.size() != 2) {
            throw new IllegalArgumentException("two policies are compared, and there "
                    + (operands.size() == 1 ? "is one" : "are " + operands.size())
                    + ": name a file or a directory for each, two revisions as in git:main..HEAD, or two versions by"
                    + " --kubernetes");
        }
        return new PolicyComparison(
                PolicyFiles.read(operands.subList(0, 1), placeholders),
                PolicyFiles.read(operands.subList(1, 2), placeholders));
    }

    /**
     * {@return what roles and bindings of the later policy grant more, in lines with {@code +}, and less, in lines with
     * {@code -}; empty if both grant the same by the same bindings}
     */
    public List<String> ruleChanges() {
        return before.changesTo(after);
    }
}
