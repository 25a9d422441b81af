"""How a printed report is read: lines, page furniture, notes, paragraphs, lists, headings, sentences, agendas."""
