extension RouteDescription {
  private static let profile: KeyValuePairs<String, Schema> = [
    "identities": .list(.named(.customer), min: 1), "changed": .moment, "profile": .named(.profile),
  ]

  static let customers: [RouteDescription] = [
    RouteDescription(
      "GET /v1/customers/{id}", "readCustomer", .customers, "Read what is known of a customer",
      details: "Attributes, addresses, consents with what proves them, preferences, contacts and events.",
      [.customer, .kind], answer: .object(profile), "The customer.", errors: [404]),
    RouteDescription(
      "GET /v1/customers/{id}/ledger", "readLedger", .customers, "Read a customer's contacts",
      details: "One ledger for all channels: what caps, spacing and pressure count.", [.customer, .kind],
      answer: .object(["contacts": .list(.named(.contact))]), "The contacts, oldest first.", errors: [404]),
    RouteDescription(
      "GET /v1/customers/{id}/timeline", "readTimeline", .customers, "Read what happened to a customer",
      details: "Newest first. A page may hold fewer entries than asked for; there are more as long as there is `next`.",
      [
        .customer, .kind,
        Parameter(
          name: "before", schema: .text(min: 14, max: 14), meaning: "What the page before gave as `next`."),
        .limit(usual: CustomersResource.entriesUsual, max: CustomersResource.entriesMax),
      ],
      answer: .object(
        ["entries": .list(.named(.entry))], optional: ["next": .text(min: 14, max: 14).meaning("Gives the next page.")]),
      "One page.", errors: [404]),
    RouteDescription(
      "GET /v1/customers/{id}/export", "exportCustomer", .customers, "Export all that the hub holds of a person",
      details: "For a person who asks what is known of them (GDPR, article 15): what is known now, and every entry, "
        + "oldest first, those of customers who became part of them included.",
      [.customer, .kind],
      answer: .object(
        [("exported", .moment)] + profile.map { ($0.key, $0.value) } + [("entries", .list(.named(.entry)))]),
      "Everything.", errors: [404]),
  ]

  static let customerChanges: [RouteDescription] = [
    {
      var change = RouteDescription(
        "PATCH /v1/customers/{id}", "changeCustomer", .customers, "Change what is known of a customer",
        details: "Makes the customer known if nobody knew them. What the patch does not mention stays.",
        [.customer, .kind], body: .json(.named(.patch)), answer: .named(.told), "Changed.", errors: [409],
        takesIdempotencyKey: true)
      change.answers.append(Answer(status: 201, meaning: "Made known.", schema: .named(.told)))
      return change
    }(),
    RouteDescription(
      "POST /v1/customers/batch", "changeCustomers", .customers, "Change many customers",
      details: "Results stand in the order of the patches; a patch that does not fit has its error in its place.",
      body: .json(
        .object([
          "patches": .list(
            .object(["customer": .named(.customer), "patch": .named(.patch)]), max: CustomersResource.patchesMax)
        ]),
        example: ["patches": [["customer": "42", "patch": ["attributes": ["age": 48]]]]]),
      answer: .object([
        "results": .list(
          .either(.named(.told), .object(["customer": .named(.customer), "error": .named(.error)])))
      ]), "One result a patch.", errors: [409], takesIdempotencyKey: true),
    RouteDescription(
      "POST /v1/customers/{id}/merge", "mergeCustomers", .customers, "Say that two identities are one person",
      details: "The customer of `from` becomes part of the one in the path, with contacts, consents and events; where "
        + "both say something of a consent, the later word counts.",
      [.customer, .kind],
      body: .json(.object(["from": .named(.customer)]), example: ["from": ["anonymous_id": "a-17"]]),
      answer: .named(.told), "They are one.", errors: [404, 409], takesIdempotencyKey: true),
    RouteDescription(
      "DELETE /v1/customers/{id}", "eraseCustomer", .customers, "Erase a customer for ever",
      details: "And those who became part of them. When this is answered, nothing finds them, and nothing of it can be "
        + "brought back.",
      [.customer, .kind],
      answer: .object([
        "erased": .always(true),
        "overwritten": .truth.meaning(
          "Whether their bytes on disk are overwritten already; if not, because a backup reads the database as it was, "
            + "they are as soon as it has ended."),
      ]), "Erased.", errors: [404]),
    RouteDescription(
      "POST /v1/customers/{id}/events", "recordEvent", .customers, "Tell that something happened to a customer",
      details: "Makes the customer known if nobody knew them.", [.customer, .kind],
      body: .json(.named(.event), example: ["name": "page_view", "at": "2026-03-01T09:00:00Z"]),
      answer: .named(.told), "On disk.", errors: [409], takesIdempotencyKey: true),
  ]
}
