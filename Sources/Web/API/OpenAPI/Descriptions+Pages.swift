extension RouteDescription {
  static let pages: [RouteDescription] = {
    func page(
      _ route: String, _ id: String, _ summary: String, _ details: String = "", form: Schema? = nil,
      example: JSONTree? = nil,
      errors: [Int] = [], isPicture: Bool = false
    ) -> RouteDescription {
      var page = RouteDescription(
        route: route, id: id, chapter: .pages, summary: summary, details: details,
        parameters: [
          Parameter(
            name: "token", isInPath: true, schema: .text(min: 1).example("AQEAAAAA"),
            meaning: "What the link says, signed.")
        ],
        answers: [
          Answer(
            status: 200, meaning: isPicture ? "A picture of one pixel, whatever the link." : "The page.",
            type: isPicture ? "image/gif" : "text/html", schema: .text())
        ], errors: isPicture ? [] : errors + [429, 503])
      if !isPicture {
        page.answers.append(
          Answer(status: 404, meaning: "The link leads nowhere.", type: "text/html", schema: .text()))
      }
      page.body = form.map {
        Body(schemas: [("application/x-www-form-urlencoded", $0)], isRequired: true, example: example)
      }
      return page
    }
    let oneClick: Schema = .object(["List-Unsubscribe": .word(["One-Click"])])
    var choose = page(
      "POST /p/{token}", "choosePreferences", "Take what a customer chose",
      "The fields are those of the page. 409: what can be chosen has changed since it was opened; nothing was taken.",
      form: .object([:], isOpen: true))
    choose.answers.append(
      Answer(status: 409, meaning: "The page as it is now.", type: "text/html", schema: .text()))
    return [
      page("GET /u/{token}", "askToUnsubscribe", "Ask whether somebody unsubscribes"),
      page(
        "POST /u/{token}", "unsubscribe", "Unsubscribe by one click (RFC 8058)",
        "Withdraws consent to the message's purpose on its channel, with proof; also taken as `multipart/form-data`. When this is "
          + "answered, nothing of it leaves the queue. Twice is once.",
        form: oneClick, example: ["List-Unsubscribe": "One-Click"]),
      page("GET /p/{token}", "showPreferences", "Show what a customer agreed to, and may choose"), choose,
      page("GET /c/{token}", "askToConfirm", "Ask somebody to confirm a consent"),
      page(
        "POST /c/{token}", "confirm", "Confirm what waits for it (double opt-in)",
        "Consents to purposes with `double_opt_in`, on the message's channel, that were given before it was decided and not too long ago.",
        form: .object([:], isOpen: true)),
      page(
        "GET /o/{token}", "noteOpening", "Answer with the picture that tells of an opening",
        "Noted only with consent to the charter's `tracking` purpose at that moment; see DELIVERY.md.", isPicture: true),
    ]
  }()
}
