#include "CHaru.h"

#include <hpdf.h>
#include <stdlib.h>

struct mesure_pdf {
  HPDF_Doc document;
  HPDF_Font regular;
  HPDF_Font bold;
  HPDF_Page page;
  unsigned long error;
};

static void note(HPDF_STATUS error, HPDF_STATUS detail, void *user) {
  (void)detail;
  mesure_pdf *pdf = user;
  if (pdf->error == 0) pdf->error = error;
}

static HPDF_Font font(mesure_pdf *pdf, const char *path) {
  if (pdf->error != 0) return NULL;
  const char *name = HPDF_LoadTTFontFromFile(pdf->document, path, HPDF_TRUE);
  return name == NULL ? NULL : HPDF_GetFont(pdf->document, name, "UTF-8");
}

mesure_pdf *mesure_pdf_new(const char *regular_font_path, const char *bold_font_path) {
  mesure_pdf *pdf = calloc(1, sizeof *pdf);
  if (pdf == NULL) return NULL;
  pdf->document = HPDF_New(note, pdf);
  if (pdf->document == NULL) {
    free(pdf);
    return NULL;
  }
  HPDF_SetCompressionMode(pdf->document, HPDF_COMP_ALL);
  HPDF_UseUTFEncodings(pdf->document);
  HPDF_SetCurrentEncoder(pdf->document, "UTF-8");
  pdf->regular = font(pdf, regular_font_path);
  pdf->bold = font(pdf, bold_font_path);
  return pdf;
}

void mesure_pdf_free(mesure_pdf *pdf) {
  if (pdf == NULL) return;
  HPDF_Free(pdf->document);
  free(pdf);
}

unsigned long mesure_pdf_error(const mesure_pdf *pdf) { return pdf->error; }

void mesure_pdf_add_page(mesure_pdf *pdf) {
  if (pdf->error != 0) return;
  pdf->page = HPDF_AddPage(pdf->document);
  if (pdf->page != NULL) HPDF_Page_SetSize(pdf->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
}

static HPDF_Font choose(mesure_pdf *pdf, int is_bold) { return is_bold ? pdf->bold : pdf->regular; }

void mesure_pdf_text(mesure_pdf *pdf, int is_bold, float size, float x, float y, const char *text) {
  if (pdf->error != 0 || pdf->page == NULL) return;
  HPDF_Page_BeginText(pdf->page);
  HPDF_Page_SetFontAndSize(pdf->page, choose(pdf, is_bold), size);
  HPDF_Page_TextOut(pdf->page, x, y, text);
  HPDF_Page_EndText(pdf->page);
}

float mesure_pdf_width(mesure_pdf *pdf, int is_bold, float size, const char *text) {
  if (pdf->error != 0 || pdf->page == NULL) return 0;
  HPDF_Page_SetFontAndSize(pdf->page, choose(pdf, is_bold), size);
  return HPDF_Page_TextWidth(pdf->page, text);
}

void mesure_pdf_describe(mesure_pdf *pdf, const char *title, const char *author) {
  if (pdf->error != 0) return;
  HPDF_SetInfoAttr(pdf->document, HPDF_INFO_TITLE, title);
  HPDF_SetInfoAttr(pdf->document, HPDF_INFO_AUTHOR, author);
}

uint8_t *mesure_pdf_finish(mesure_pdf *pdf, size_t *count) {
  *count = 0;
  if (pdf->error != 0 || HPDF_SaveToStream(pdf->document) != HPDF_OK) return NULL;
  HPDF_UINT32 size = HPDF_GetStreamSize(pdf->document);
  uint8_t *bytes = malloc(size == 0 ? 1 : size);
  if (bytes == NULL) return NULL;
  if (HPDF_ReadFromStream(pdf->document, bytes, &size) != HPDF_OK && pdf->error != 0) {
    free(bytes);
    return NULL;
  }
  *count = size;
  return bytes;
}
