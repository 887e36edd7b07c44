import Records

extension MessageDraft {
  /// Source: Meta, Cloud API, "Send message templates".
  mutating func whatsAppMessage() -> WhatsAppMessage? {
    guard let whatsapp = message.whatsapp else {
      reasons.append(.noContent("WhatsApp template"))
      return nil
    }
    let parameters = whatsapp.parameters.map { WhatsAppText.oneLine(required($0)) }
    let suffix = whatsapp.buttonSuffix.map { required($0, asLink: true) }
    guard reasons.isEmpty else { return nil }
    var json = JSONWriter()
    json.beginObject()
    json.member("messaging_product", "whatsapp")
    json.member("type", "template")
    json.key("template")
    json.beginObject()
    json.member("name", whatsapp.template)
    json.key("language")
    json.beginObject()
    json.member("code", whatsapp.languages[locale])
    json.endObject()
    json.key("components")
    json.beginArray()
    if !parameters.isEmpty {
      json.beginObject()
      json.member("type", "body")
      WhatsAppText.write(parameters, to: &json)
      json.endObject()
    }
    if let suffix {
      json.beginObject()
      json.member("type", "button")
      json.member("sub_type", "url")
      json.member("index", "0")
      WhatsAppText.write([suffix], to: &json)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    json.endObject()
    return WhatsAppMessage(
      template: whatsapp.template, language: whatsapp.languages[locale], category: whatsapp.category,
      parameters: parameters, payload: json.text)
  }
}

private enum WhatsAppText {
  /// Meta refuses parameters with line ends, tabs, or more than four spaces in a row (error 132018).
  static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  static func write(_ parameters: [String], to json: inout JSONWriter) {
    json.key("parameters")
    json.beginArray()
    for parameter in parameters {
      json.beginObject()
      json.member("type", "text")
      json.member("text", parameter)
      json.endObject()
    }
    json.endArray()
  }
}
