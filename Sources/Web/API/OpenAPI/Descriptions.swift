extension RouteDescription {
  /// Every route, in the order of the document's chapters.
  static let all =
    decisions + outcomes + customers + customerChanges + journeys + ingestion + charters + rollouts + stops + outbox
    + pages + sweeps + indicators + keys + operation

  /// A description that has one answer, in JSON.
  init(
    _ route: String, _ id: String, _ chapter: Chapter, _ summary: String, details: String = "",
    _ parameters: [Parameter] = [], body: Body? = nil, answer: Schema, _ meaning: String = "Done.", status: Int = 200,
    errors: [Int] = [], takesIdempotencyKey: Bool = false
  ) {
    self.init(
      route: route, id: id, chapter: chapter, summary: summary, details: details, parameters: parameters, body: body,
      answers: [Answer(status: status, meaning: meaning, schema: answer)], errors: errors,
      takesIdempotencyKey: takesIdempotencyKey)
  }
}
