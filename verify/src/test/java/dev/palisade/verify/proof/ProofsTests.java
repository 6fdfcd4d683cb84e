package dev.palisade.verify.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.local.PlatformException;
import dev.palisade.verify.proof.Proof.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What has to be true of the policies is proved, and a policy that breaks it is refuted with a request that shows it. */
class ProofsTests {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final PolicyFiles FILES = PolicyFiles.of(REPOSITORY);

    @TempDir
    private Path folder;

    @BeforeEach
    void tools() {
        assumeTrue(Prover.whyNot() == null, () -> "no proof can be made here: " + Prover.whyNot());
    }

    @Test
    void policiesWhenProvedThenNothingIsRefuted() {
        List<Proof> proofs = proofs(FILES);
        assertThat(proofs)
                .hasSizeGreaterThan(40)
                .allSatisfy(
                        proof -> assertThat(proof.result()).as(proof.toString()).isEqualTo(Result.PROVED));
    }

    static Stream<Arguments> weakenings() {
        return Stream.of(
                weakening(
                        "own-rows",
                        " && context.scopes.contains(\"cart\") && resource.owner == principal",
                        " && context.scopes.contains(\"cart\")"),
                weakening(
                        "own-rows",
                        "context.scopes.contains(\"person:erase\") && resource.owner == principal",
                        "context.scopes.contains(\"person:erase\")"),
                weakening(
                        "money-by-the-cart",
                        "context.caller == \"cart-service\" && context.scopes.contains(\"payment:settle\")",
                        "context.scopes.contains(\"payment:settle\")"),
                weakening("through-the-door", "context.actors.contains(\"gateway\") &&", ""),
                weakening(
                        "support-looks-across",
                        "context.scopes.contains(\"payment:refund\") &&\n  context.roles.contains(\"support\") &&",
                        "context.scopes.contains(\"payment:refund\") &&"),
                weakening("merchandiser-sells", "context.roles.contains(\"merchandiser\") &&", ""),
                weakening(
                        "fresh-second-factor", "context.authenticationAge <= 300", "context.authenticationAge <= 301"),
                weakening("scope-for-everything", " && context.scopes.contains(\"cart:guest\")", ""),
                // An overflow is an error, and a policy that cannot be decided permits nothing: not even what it
                // should.
                weakening("catalog-change", "context.authenticationAge <= 300", "context.authenticationAge + 1 <= 301"),
                weakening("payment-webhook", "context.scopes.contains(\"webhook\")", "context.caller == \"gateway\""),
                weakening(
                        "ReadPriceHistory",
                        "[\"merchandiser\", \"auditor\"]",
                        "[\"merchandiser\", \"auditor\", \"customer\"]"));
    }

    private static Arguments weakening(String refuted, String written, String instead) {
        return Arguments.of(refuted, written, instead);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("weakenings")
    void policiesWhenOneIsWeakenedThenRefutedWithARequest(String refuted, String written, String instead) {
        int at = FILES.policies().indexOf(written);
        assertThat(at).as(written).isNotNegative();
        String weakened =
                FILES.policies().substring(0, at) + instead + FILES.policies().substring(at + written.length());

        List<Proof> wrong = proofs(FILES.withPolicies(weakened)).stream()
                .filter(proof -> proof.result() == Result.REFUTED)
                .toList();

        assertThat(wrong).extracting(Proof::id).contains(refuted);
        assertThat(wrong).allSatisfy(proof -> assertThat(proof.because()).isNotBlank());
    }

    @Test
    void policiesWhenAWorkloadMayActForNobodyThenRefuted() {
        String schema = FILES.schema()
                .replace(
                        "TakePayment, ReadPayment, RefundPayment appliesTo { principal: Person",
                        "TakePayment, ReadPayment, RefundPayment appliesTo { principal: [Person, Workload]");
        assertThat(schema).isNotEqualTo(FILES.schema());
        String policies = FILES.policies() + """
                @id("payment-take-alone")
                permit (principal is Palisade::Workload, action == Palisade::Action::"TakePayment", resource)
                when { context.caller == "cart-service" && context.scopes.contains("orders") };
                """;
        PolicyFiles files = new PolicyFiles(schema, policies, FILES.properties(), FILES.released(), FILES.granted());
        assertThat(proofs(files).stream()
                        .filter(proof -> proof.result() == Result.REFUTED)
                        .map(Proof::id))
                .contains("workloads-alone", "TakePayment");
    }

    @Test
    void grantsWhenNotNamedOrNamedForNothingThenRefuted() {
        assertThat(refuted(Set.of("ReadPersonalData"))).containsExactly("ErasePersonalData");
        assertThat(refuted(Set.of("ReadPersonalData", "ErasePersonalData", "ReadCart")))
                .containsExactly("ReadCart");
        assertThat(refuted(Set.of("ReadPersonalData", "ErasePersonalData", "ReadNothing")))
                .containsExactly("ReadNothing");
    }

    @Test
    void propertyWhenTheSchemaDoesNotKnowTheActionThenRefuted() {
        PolicyFiles files = new PolicyFiles(
                FILES.schema(),
                FILES.policies(),
                FILES.properties().replace("TakePayment SettlePayment", "TakePayments SettlePayment"),
                FILES.released(),
                FILES.granted());
        assertThat(proofs(files).stream()
                        .filter(proof -> proof.result() == Result.REFUTED)
                        .map(Proof::because))
                .containsExactly("The schema does not know what it is about: [TakePayments]");
    }

    @Test
    void changesWhenComparedWithEarlierPoliciesThenSaysWhatIsGrantedAndTaken() {
        String before = FILES.policies()
                .replace(
                        "context.roles.containsAny([\"merchandiser\", \"auditor\"])",
                        "context.roles.contains(\"auditor\")")
                .replace("context.authenticationAge <= 300", "context.authenticationAge <= 600");
        Map<Signature, Proofs.Change> changes = new Proofs(FILES, Prover.of(FILES.schema(), folder)).since(before);

        assertThat(of(changes, new Signature("Person", "ReadPriceHistory", "Catalog"))
                        .word())
                .isEqualTo("grants more");
        assertThat(of(changes, new Signature("Person", "RefundPayment", "Payment"))
                        .word())
                .isEqualTo("takes");
        assertThat(of(changes, new Signature("Person", "ReadCart", "Cart")).word())
                .isEqualTo("the same");
        assertThat(of(changes, new Signature("Person", "ReadPriceHistory", "Catalog"))
                        .granted())
                .hasValueSatisfying(request -> assertThat(request).contains("merchandiser"));
    }

    @Test
    void policiesWhenTheRevisionIsUnknownThenAPlainSentence() {
        assertThatThrownBy(() -> PolicyFiles.policiesOf(REPOSITORY, "no-such-revision"))
                .isInstanceOf(PlatformException.class)
                .hasMessage("git does not know policies/src/main/cedar/.");
    }

    private List<String> refuted(Set<String> granted) {
        PolicyFiles files =
                new PolicyFiles(FILES.schema(), FILES.policies(), FILES.properties(), FILES.released(), granted);
        return proofs(files).stream()
                .filter(proof -> proof.result() == Result.REFUTED)
                .map(Proof::id)
                .toList();
    }

    private List<Proof> proofs(PolicyFiles files) {
        return new Proofs(files, Prover.of(files.schema(), folder)).all();
    }

    private static Proofs.Change of(Map<Signature, Proofs.Change> changes, Signature kind) {
        return Objects.requireNonNull(changes.get(kind));
    }
}
