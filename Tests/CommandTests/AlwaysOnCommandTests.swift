import Testing

@Suite(
  "what is always on, from the command line",
  .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"), .serialized)
struct AlwaysOnCommandTests {
  /// A copy of the shop in which the stage `text` has another name.
  private func renamed(_ change: String = "true") throws -> String {
    let folder = try Program.temporaryFolder() + "/shop"
    let file = "\(folder)/journeys/abandoned-cart.yaml"
    let made = try Program.run(
      "cp -r Examples/shop \(folder) && rm \(folder)/tests.yaml && sed -i 's/name: text/name: words/; s/to: text/to: words/' \(file)"
        + " && sed -i 's/value: 20/value: 21/' \(folder)/actions/discovery.yaml && \(change.replacing("FILE", with: file))"
    )
    #expect(made.code == 0, "\(made.err)")
    return folder
  }

  @Test("check --against shows what changes, and who would be lost")
  func lost() throws {
    let ended = try Program.run("$mesure check \(try renamed()) --against Examples/shop")
    #expect(ended.code == 0, "\(ended.err)")
    for line in [
      "changed  action welcome_mail: value", "changed  journey abandoned-cart: stages",
      "removed  test an abandoned cart, day by day",
      "  abandoned-cart/mail: stay", "  abandoned-cart/text: are LOST from the journey",
      "1 of 10 stages lose their customers",
    ] {
      #expect(ended.out.contains(line), "\(line)\n\(ended.out)")
    }
  }

  @Test("a rule of migration says where they go")
  func moved() throws {
    let folder = try renamed("printf 'migrate: { text: words }\\n' >> FILE")
    let ended = try Program.run("$mesure check \(folder) --against Examples/shop")
    #expect(ended.out.contains("  abandoned-cart/text: go to `words`, by its rule"), "\(ended.out)")
    #expect(!ended.out.contains("LOST"))
  }

  @Test("explain ends with where the customer stands in each journey")
  func explained() throws {
    let command = "$mesure explain Examples/shop Examples/shop/customers.jsonl --at 2026-11-24T12:00 --id"
    let anne = try Program.run("\(command) anne")
    #expect(anne.out.contains("\nIn `abandoned-cart/mail` since 2026-11-24T10:00:00+01:00, after `cart_updated`"))
    let bob = try Program.run("\(command) bob --lang fr")
    #expect(bob.out.contains("\nN’est pas dans `abandoned-cart` : il a pris fin le 2026-11-23T15:00:00+01:00"))
  }

  @Test("a promise over time that is broken ends with 1 and says in which step")
  func broken() throws {
    let folder = try Program.temporaryFolder() + "/shop"
    let ended = try Program.run(
      "cp -r Examples/shop \(folder) && sed -i 's/chosen: cart_text\\/sms }/chosen: cart_mail\\/email }/' \(folder)/tests.yaml"
        + " && $mesure test \(folder)")
    #expect(ended.code == 1)
    #expect(ended.out.contains("FAIL  an abandoned cart, day by day"))
    #expect(ended.out.contains(": chosen: expected cart_mail/email, got cart_text/sms"), "\(ended.out)")
  }
}
