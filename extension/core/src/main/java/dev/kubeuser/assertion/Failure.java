// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.rbac.escalation.RiskFinding;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.description.Description;
import org.assertj.core.error.DescriptionFormatter;
import org.assertj.core.error.ErrorMessageFactory;
import org.assertj.core.presentation.Representation;
import org.assertj.core.presentation.StandardRepresentation;

/**
 * The message of a failed assertion.
 *
 * @param text its lines, without the description that a test gave
 */
record Failure(String text) implements ErrorMessageFactory {

    /** Each part is a line, or a collection of lines. */
    static Failure of(Object... parts) {
        return new Failure(flat(Arrays.asList(parts)).collect(Collectors.joining(System.lineSeparator())));
    }

    /** {@code who} is a user or all roles of a policy. */
    static Failure ofRisks(String who, List<RiskFinding> found) {
        return of(
                "Expecting " + who,
                "to have no risky permissions, except accepted ones",
                "but there are",
                found.stream().map(RiskFinding::lines).toList());
    }

    /** A heading and the lines below it; nothing if there are no lines. */
    static List<String> list(String heading, Collection<?> lines) {
        return lines.isEmpty()
                ? List.of()
                : Stream.concat(Stream.of(heading), indented(lines).stream()).toList();
    }

    static List<String> indented(Collection<?> lines) {
        return lines.stream().map(line -> "  " + line).toList();
    }

    private static Stream<String> flat(Object part) {
        return part instanceof Collection<?> parts ? parts.stream().flatMap(Failure::flat) : Stream.of(part.toString());
    }

    @Override
    public String create(Description description, Representation representation) {
        return DescriptionFormatter.instance().format(description) + System.lineSeparator() + text;
    }

    @Override
    public String create(Description description) {
        return create(description, StandardRepresentation.STANDARD_REPRESENTATION);
    }

    @Override
    public String create() {
        return text;
    }
}
