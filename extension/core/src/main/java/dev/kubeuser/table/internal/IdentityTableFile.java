package dev.kubeuser.table.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.assertion.internal.ExpectedIdentity;
import dev.kubeuser.credential.IdentitySpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The CSV file of an {@code @IdentityTable}.
 *
 * @param beside the test class that the resource name is relative to
 * @param name the name of the resource
 */
public record IdentityTableFile(Class<?> beside, String name) {

    private static final String CASE = "name";
    private static final String ISSUER = "issuer";
    private static final String AUDIENCE = "audience";
    private static final String CLAIMS = "claims";
    private static final String CLAIM = "claims.";
    private static final String USERNAME = "username";
    private static final String GROUPS = "groups";
    private static final String UID = "uid";
    private static final String EXTRA = "extra.";
    private static final String REFUSED = "refused";
    private static final Set<String> FIXED = Set.of(CASE, ISSUER, AUDIENCE, CLAIMS, USERNAME, GROUPS, UID, REFUSED);

    /** A claim's cell that is JSON. Digits are text: issuers write numbers of projects and the like as text. */
    private static final Pattern JSON = Pattern.compile("[\\[{].*|\".*\"|true|false", Pattern.DOTALL);

    /**
     * Reads all lines.
     *
     * @throws dev.kubeuser.error.ConfigurationException if one is malformed
     */
    public List<IdentityLine> read() {
        return read(TableText.beside(beside, name).text());
    }

    List<IdentityLine> read(String csv) {
        return table().parse(csv).stream().map(this::line).toList();
    }

    private CsvTable table() {
        return new CsvTable(name);
    }

    /** Writes into the source of the table who the holder of a line's token is. */
    void update(IdentityLine line, ExpectedIdentity found) {
        new TableSource(beside, name).update(line.number(), headings -> cells(headings, found, line.place()));
    }

    /**
     * Returns what cells of a line should be.
     *
     * @param headings those that the table has
     * @throws AssertionError if it needs another one
     */
    static Map<String, String> cells(List<String> headings, ExpectedIdentity found, String place) {
        Map<String, String> cells = new LinkedHashMap<>();
        headings.stream().filter(IdentityTableFile::isExtra).forEach(key -> cells.put(key, ""));
        boolean hasExtra = !cells.isEmpty();
        cells.put(USERNAME, Objects.requireNonNullElse(found.username(), ""));
        cells.put(GROUPS, TextList.of(Objects.requireNonNullElse(found.groups(), Set.of())));
        cells.put(UID, Objects.requireNonNullElse(found.uid(), ""));
        cells.put(REFUSED, found.username() == null ? "yes" : "");
        Objects.requireNonNullElse(found.extra(), Map.<String, Set<String>>of())
                .forEach((key, values) -> cells.put(EXTRA + key, TextList.of(values)));
        cells.forEach((heading, cell) -> {
            boolean isNeeded = heading.equals(REFUSED) || (hasExtra && isExtra(heading));
            if (isNeeded && !cell.isEmpty() && !headings.contains(heading)) {
                throw new AssertionError("[" + place + "] The table needs a column " + heading + ", which is \"" + cell
                        + "\" here. Add it, and write the file again.");
            }
        });
        return cells;
    }

    private static boolean isExtra(String heading) {
        return heading.startsWith(EXTRA);
    }

    private IdentityLine line(CsvTable.Line line) {
        requireHeadings(line.cells().keySet());
        ExpectedIdentity expected = expected(line);
        IdentitySpec identity = identity(line);
        String who = line.cell(CASE).isEmpty() ? identity.claims() : line.cell(CASE);
        return new IdentityLine(
                this,
                line.number(),
                line.place(),
                who + " is " + (expected == null ? "to be filled in" : expected),
                identity,
                expected);
    }

    private void requireHeadings(Set<String> headings) {
        boolean hasClaims = headings.stream().anyMatch(heading -> heading.equals(CLAIMS) || heading.startsWith(CLAIM));
        boolean isKnown = headings.stream()
                .allMatch(heading -> FIXED.contains(heading) || heading.startsWith(CLAIM) || isExtra(heading));
        if (!hasClaims || !isKnown || !headings.contains(USERNAME)) {
            throw table().malformedHeadings(
                            "claims or claims.CLAIM for some claims, username, and perhaps name, issuer, audience,"
                                    + " groups, uid, extra.KEY and refused",
                            new TreeSet<>(headings));
        }
    }

    private static IdentitySpec identity(CsvTable.Line line) {
        try {
            String given = line.cell(CASE);
            IdentitySpec identity = IdentitySpec.named(given.isEmpty() ? line.place() : given)
                    .withClaims(claims(line).toString());
            if (!line.cell(ISSUER).isEmpty()) {
                identity = identity.withIssuer(line.cell(ISSUER));
            }
            return line.cell(AUDIENCE).isEmpty() ? identity : identity.withAudience(line.cell(AUDIENCE));
        } catch (IllegalArgumentException malformed) {
            throw line.malformed(malformed);
        }
    }

    /** A claim whose cell is empty is missing. */
    private static JsonObject claims(CsvTable.Line line) {
        String written = line.cell(CLAIMS);
        JsonElement all = written.isEmpty() ? new JsonObject() : json(line, CLAIMS);
        if (!(all instanceof JsonObject claims)) {
            throw line.malformed("claims is not a JSON object, as {'groups': ['sre']} is");
        }
        line.cells().forEach((heading, cell) -> {
            if (heading.startsWith(CLAIM) && !cell.isEmpty()) {
                String claim = heading.substring(CLAIM.length());
                if (claims.has(claim)) {
                    throw line.malformed("the claim " + claim + " is in two columns");
                }
                claims.add(claim, json(line, heading));
            }
        });
        return claims;
    }

    private static JsonElement json(CsvTable.Line line, String heading) {
        String cell = line.cell(heading);
        if (!JSON.matcher(cell).matches()) {
            return new JsonPrimitive(cell);
        }
        try {
            return JsonParser.parseString(cell);
        } catch (JsonParseException malformed) {
            throw line.malformed(heading + " is not JSON: " + malformed.getMessage());
        }
    }

    private static @Nullable ExpectedIdentity expected(CsvTable.Line line) {
        boolean isRefused = !line.cell(REFUSED).isEmpty() && line.isYes(REFUSED);
        if (isRefused) {
            requireNobody(line);
            return ExpectedIdentity.REFUSED;
        }
        String username = line.cell(USERNAME);
        return username.isEmpty()
                ? null
                : new ExpectedIdentity(
                        username,
                        line.cells().containsKey(GROUPS) ? TextList.parse(line, GROUPS) : null,
                        line.cells().get(UID),
                        extra(line));
    }

    private static void requireNobody(CsvTable.Line line) {
        line.cells().forEach((heading, cell) -> {
            boolean isOfSomebody = Set.of(USERNAME, GROUPS, UID).contains(heading) || isExtra(heading);
            if (isOfSomebody && !cell.isEmpty()) {
                throw line.malformed("the token is to be refused, so leave " + heading + " empty");
            }
        });
    }

    /** An attribute whose cell is empty is missing. A table without such columns says nothing of them. */
    private static @Nullable Map<String, Set<String>> extra(CsvTable.Line line) {
        boolean isSaid = line.cells().keySet().stream().anyMatch(IdentityTableFile::isExtra);
        Map<String, Set<String>> extra = new LinkedHashMap<>();
        line.cells().forEach((heading, cell) -> {
            if (isExtra(heading) && !cell.isEmpty()) {
                extra.put(heading.substring(EXTRA.length()), TextList.parse(line, heading));
            }
        });
        return isSaid ? extra : null;
    }
}
